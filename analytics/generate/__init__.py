"""Synthetic corpora in the organisation's template, for demonstrations, tests and benchmarks."""

from analytics.generate.blank import new_postmortem
from analytics.generate.corpus import SAMPLE_COUNT, SAMPLE_SEED, generate_corpus
from analytics.generate.interventions import COURSES, Course, CourseName, Intervention
from analytics.generate.truth import Truth, load_truth

__all__ = [
    "COURSES",
    "SAMPLE_COUNT",
    "SAMPLE_SEED",
    "Course",
    "CourseName",
    "Intervention",
    "Truth",
    "generate_corpus",
    "load_truth",
    "new_postmortem",
]
