"""A statement to start from in tests."""

from dataclasses import replace
from typing import Any

from assessments.certificates.statement import (
    StatedHolder,
    StatedModule,
    StatedNetwork,
    StatedTitle,
    Statement,
    identity,
)

EJN = StatedNetwork(
    "ejn", {"en": "European Judicial Network", "ar": "الشبكة القضائية الأوروبية"}, {"en": "EJN"}
)
IBERRED = StatedNetwork("iberred", {"en": "IberRed"}, {"en": "IberRed"})
WACAP = StatedNetwork(
    "wacap",
    {
        "en": "West African Network of Central Authorities and Prosecutors",
        "ar": "شبكة غرب أفريقيا للسلطات المركزية والمدعين العامين",
    },
    {"en": "WACAP"},
)

BASE = Statement(
    number="K7QF-3M2X-9TRD",
    language="en",
    holder=StatedHolder("Aïcha Diallo", identity("aicha@example.org", "salt"), "salt"),
    award=StatedTitle("completion", {"en": "Certificate of completion", "ar": "شهادة إتمام"}),
    course=StatedTitle("course", {"en": "Working with a central authority", "ar": "العمل مع سلطة مركزية"}),
    modules=(
        StatedModule("one", {"en": "Who may ask, and whom", "ar": "من يطلب وممن"}, 1, EJN),
        StatedModule("two", {"en": "What a request must contain"}, 3, EJN),
        StatedModule("three", {"en": "When a request is refused"}, 2, IBERRED),
    ),
    host=WACAP,
    issuer="wacap",
    cohort="WACAP, autumn 2026",
    starts="2026-09-01",
    ends="2026-11-30",
    completed_at="2026-11-11T09:00:00Z",
    issued_at="2026-11-12T09:00:00Z",
    minutes=540,
    score="82.5",
    criteria={"en": "Every required step complete, each required quiz passed."},
)


def statement(**changes: Any) -> Statement:
    if "name" in changes:
        changes["holder"] = replace(BASE.holder, name=changes.pop("name"))
    return replace(BASE, **changes)
