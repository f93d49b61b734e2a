from typing import Any

from django.core.management import BaseCommand, CommandError

from cms.people.actions import renew_seals


class Command(BaseCommand):
    help = (
        "Seals the secrets of second factors with the SECRET_KEY of today. Run it after a change of that key, with "
        "the old one in SECRET_KEY_FALLBACKS; afterwards the old one may go."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        renewed, broken = renew_seals()
        self.stdout.write(f"renewed: {renewed}")
        if broken:
            raise CommandError(
                f"{broken} can be read with no key. Name the key with which they were sealed in SECRET_KEY_FALLBACKS "
                "and run this again, or take them away with reset_second_factor."
            )
