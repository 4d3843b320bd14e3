"""Products are read from folders; the sample catalogue is whole and says on what its prices rest."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from shutil import copytree

import pytest

from services.quotes.domain import caveats, problems
from services.quotes.domain.problems import UnreadableRates
from services.quotes.domain.rate_table import ANY_AGE
from services.quotes.product_folder import SAMPLES, IncompleteProduct, read_product, sample_catalogue
from services.quotes.sample_rates import ages_of
from services.quotes.texts import CAVEATS
from shared.contracts import Line
from shared.language import LANGUAGES, Language
from shared.problems import Problem


def copy_of_the_sample(tmp_path: Path) -> Path:
    return Path(copytree(SAMPLES / "sample-term-life", tmp_path / "product"))


def test_the_samples_are_one_product_a_line() -> None:
    assert sorted(tariff.product.line for tariff in sample_catalogue()) == sorted(Line)


def test_each_sample_states_its_basis_and_the_unfounded_ones_are_called_illustrative() -> None:
    kinds = {tariff.product.line: tariff.product.basis.kind for tariff in sample_catalogue()}
    assert kinds == {
        Line.CRITICAL_ILLNESS: "derived",
        Line.TERM_LIFE: "derived",
        Line.MEDICAL_MILLION: "illustrative",
        Line.ACCIDENT: "illustrative",
        Line.INCREASING_WHOLE_LIFE: "derived",
        Line.ANNUITY: "derived",
        Line.UNIVERSAL_ACCOUNT: "illustrative",
        Line.GROUP_ACCIDENT: "illustrative",
        Line.GROUP_MEDICAL: "illustrative",
        Line.EMPLOYER_LIABILITY: "illustrative",
        Line.ENTERPRISE_ANNUITY: "illustrative",
        Line.PROPERTY: "illustrative",
    }
    for tariff in sample_catalogue():
        for language in LANGUAGES:
            assert tariff.product.basis.text[language]


def test_every_sample_has_a_rate_at_every_age_it_is_sold_at() -> None:
    for tariff in sample_catalogue():
        product = tariff.product
        for age in ages_of(product):
            held = not product.has_a_rate_table or any(
                key.age in (age, ANY_AGE) for key in tariff.rates.rates
            )
            assert held, (product.code, age)


def test_a_folder_without_facts_is_no_product(tmp_path: Path) -> None:
    with pytest.raises(IncompleteProduct, match=r"no product\.yaml"):
        read_product(tmp_path)


def test_a_term_without_its_block_of_rates_is_missed_by_name(tmp_path: Path) -> None:
    folder = copy_of_the_sample(tmp_path)
    (folder / "rates.years_20.csv").unlink()
    with pytest.raises(IncompleteProduct, match=r"lacks rates\.years_20\.csv"):
        read_product(folder)


def test_facts_that_are_no_yaml_are_refused(tmp_path: Path) -> None:
    folder = copy_of_the_sample(tmp_path)
    (folder / "product.yaml").write_text("code: [", "utf-8")
    with pytest.raises(IncompleteProduct, match="no YAML"):
        read_product(folder)


def test_a_faulty_block_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = copy_of_the_sample(tmp_path)
    (folder / "rates.years_20.csv").write_text("age,male_pay20\n30,cheap\n", "utf-8")
    with pytest.raises(UnreadableRates) as refused:
        read_product(folder)
    assert refused.value.values["line"] == 2


def test_numbers_with_a_point_are_read_as_they_are_written(tmp_path: Path) -> None:
    folder = copy_of_the_sample(tmp_path)
    facts = folder / "product.yaml"
    facts.write_text(facts.read_text("utf-8").replace("1: 1.00", "1: 1.1"), "utf-8")
    assert str(read_product(folder).product.occupation_factors[1]) == "1.1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_caveat_has_its_words(language: Language) -> None:
    codes = [code for name, code in vars(caveats).items() if name.isupper()]
    assert caveats.NOT_A_PROMISE in codes
    for code in codes:
        assert CAVEATS.say(code, language)


def test_no_two_problems_share_a_code() -> None:
    modules = [
        import_module(f"{problems.__name__}.{found.name}") for found in iter_modules(problems.__path__)
    ]
    kinds = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Problem) and kind.__module__ == module.__name__
    }
    codes = [kind.code for kind in kinds]
    assert len(codes) == len(set(codes)) > 80
