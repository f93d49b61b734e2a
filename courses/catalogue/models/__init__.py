from courses.catalogue.models.course import CourseAward, CourseModule, CoursePage, CoursePrerequisite
from courses.catalogue.models.lesson import LessonPage
from courses.catalogue.models.module import ModulePage
from courses.catalogue.models.scaling import Scaling
from courses.catalogue.models.step import Step
from courses.catalogue.models.use import ModuleUse

__all__ = [
    "CourseAward",
    "CourseModule",
    "CoursePage",
    "CoursePrerequisite",
    "LessonPage",
    "ModulePage",
    "ModuleUse",
    "Scaling",
    "Step",
]
