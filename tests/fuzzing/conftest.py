from tests.matrix.test_matrix import clients, nothing_kept_of_templates, world

__all__ = ["clients", "nothing_kept_of_templates", "world"]
