"""Regions and countries of the UN's standard M49 (Standard Country or Area Codes)."""

from __future__ import annotations

# region → (wider region, its countries)
REGIONS: dict[str, tuple[str | None, str]] = {
    "001": (None, ""),
    "002": ("001", ""),
    "019": ("001", ""),
    "142": ("001", ""),
    "150": ("001", ""),
    "009": ("001", ""),
    "015": ("002", "DZ EG EH LY MA SD TN"),
    "011": ("002", "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG"),
    "014": ("002", "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW"),
    "017": ("002", "AO CD CF CG CM GA GQ ST TD"),
    "018": ("002", "BW LS NA SZ ZA"),
    "021": ("019", "BM CA GL PM US"),
    "029": (
        "019",
        "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    ),
    "013": ("019", "BZ CR GT HN MX NI PA SV"),
    "005": ("019", "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE"),
    "143": ("142", "KG KZ TJ TM UZ"),
    "030": ("142", "CN HK JP KP KR MN MO TW"),
    "034": ("142", "AF BD BT IN IR LK MV NP PK"),
    "035": ("142", "BN ID KH LA MM MY PH SG TH TL VN"),
    "145": ("142", "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE"),
    "151": ("150", "BG BY CZ HU MD PL RO RU SK UA"),
    "154": ("150", "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ"),
    "039": ("150", "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA"),
    "155": ("150", "AT BE CH DE FR LI LU MC NL"),
    "053": ("009", "AU CC CX HM NF NZ"),
    "054": ("009", "FJ NC PG SB VU"),
    "057": ("009", "FM GU KI MH MP NR PW UM"),
    "061": ("009", "AS CK NU PF PN TK TO TV WF WS"),
    "010": ("001", "AQ"),
}
