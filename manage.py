#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")
    try:
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- may not be installed yet
        from django.core.management import execute_from_command_line  # noqa: PLC0415 -- may not be installed yet
    except ImportError:
        sys.exit("Django is not installed here. Run `make install`, then use .venv/bin/python.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
