"""Synthetic corpora in the organisation's template, for demonstrations, tests and benchmarks."""

from analytics.generate.blank import new_postmortem
from analytics.generate.corpus import SAMPLE_COUNT, SAMPLE_SEED, generate_corpus
from analytics.generate.interventions import SAMPLE_INTERVENTIONS, Intervention
from analytics.generate.truth import Truth, load_truth

__all__ = [
    "SAMPLE_COUNT",
    "SAMPLE_INTERVENTIONS",
    "SAMPLE_SEED",
    "Intervention",
    "Truth",
    "generate_corpus",
    "load_truth",
    "new_postmortem",
]
