from courses.catalogue.actions.package import import_package

__all__ = ["import_package"]
