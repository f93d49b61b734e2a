from courses.learning.views.own import place_of

__all__ = ["place_of"]
