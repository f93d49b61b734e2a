from courses.catalogue.models.course import CourseAward, CourseModule, CoursePage
from courses.catalogue.models.lesson import LessonPage
from courses.catalogue.models.module import ModulePage
from courses.catalogue.models.scaling import Scaling
from courses.catalogue.models.step import Step

__all__ = [
    "CourseAward",
    "CourseModule",
    "CoursePage",
    "LessonPage",
    "ModulePage",
    "Scaling",
    "Step",
]
