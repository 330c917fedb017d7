"""What every history starts from."""

import pytest

from tests.simulation.clinic_template import Template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A clinic that is set up."""
    return Template(tmp_path_factory.mktemp("clinic"))
