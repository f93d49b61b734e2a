from courses.catalogue.actions.alias import keep_aliases
from courses.catalogue.actions.package import import_package

__all__ = ["import_package", "keep_aliases"]
