"""Broken programs are noticed: each of them within so many histories, by the promise that it breaks."""

from itertools import count
from pathlib import Path

import pytest

from tests.simulation.clinic_template import Template
from tests.simulation.history import live_through
from tests.simulation.variants import VARIANTS, Variant

WITHIN = 25


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_program_that(variant: Variant, template: Template, tmp_path: Path) -> None:
    told = (live_through(seed, template, tmp_path, variant) for seed in count(1))
    first = next((one.faults[0][0] for one in (next(told) for _ in range(WITHIN)) if one.faults), "not noticed")
    assert first in variant.shows
