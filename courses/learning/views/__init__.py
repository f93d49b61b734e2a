from courses.learning.views.own import kept_back, learner_of, may_read_text, own_only, place_of

__all__ = ["kept_back", "learner_of", "may_read_text", "own_only", "place_of"]
