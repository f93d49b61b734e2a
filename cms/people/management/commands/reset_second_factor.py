from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from cms.people.actions import take_away_second_factor
from cms.people.models import User


class Command(BaseCommand):
    help = (
        "Takes away the second factor of somebody who has lost phone and recovery codes. Make sure first that it "
        "is they who ask."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the e-mail address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["address"]).first()
        if person is None:
            raise CommandError("No account has this address.")
        if not take_away_second_factor(person, by=None):
            raise CommandError("This account has no second factor.")
        self.stdout.write(
            "The second factor is taken away. They are asked to set up a new one where they need it."
        )
