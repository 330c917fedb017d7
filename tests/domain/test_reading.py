"""School grades of texts, and the syllables beneath them."""

import pytest

from reminders.domain.reading import crawford, english_syllables, flesch_kincaid, spanish_syllables

ENGLISH = {
    1: "the a skin used looked washed smiles whole hours your eyes care face throat cream fruit guide free",
    2: "needle people table little redness faded wanted treatment gently breathing questions changes doing being "
    "patient useless lately science",
    3: "retinoid every provider expected collagen gradual idea area various serious element medicine alcohol",
    4: "moisturizer emergency invitations",
    5: "hyaluronic",
}
SPANISH = {
    1: "piel que quien y muy hoy bien yo ley",
    2: "rojez día guía suave ciudad país agua leer guerra queso vuelve después",
    3: "cuidado poeta héroe pregunta cigarro ahora creemos garganta pingüino",
    4: "retinoide colágeno",
    5: "aeropuerto hialurónico",
}


@pytest.mark.parametrize(("word", "syllables"), [(word, n) for n, words in ENGLISH.items() for word in words.split()])
def test_english_syllables_are_counted_as_spoken(word: str, syllables: int) -> None:
    assert english_syllables(word) == syllables


@pytest.mark.parametrize(("word", "syllables"), [(word, n) for n, words in SPANISH.items() for word in words.split()])
def test_spanish_syllables_are_counted_as_spoken(word: str, syllables: int) -> None:
    assert spanish_syllables(word) == syllables


def test_flesch_kincaid_is_the_published_formula() -> None:
    # 2 sentences, 10 words, 16 syllables: 0.39 * 5 + 11.8 * 1.6 - 15.59
    text = "Gentle washing every morning helps. Doctors recommend plain water daily."
    syllables = sum(map(english_syllables, text.replace(".", "").split()))
    assert flesch_kincaid(text) == round(0.39 * 5 + 11.8 * syllables / 10 - 15.59, 1)
    assert syllables == 20


def test_crawford_is_the_published_formula() -> None:
    # 2 sentences in 10 words: OP 20; 17 syllables in 10 words: SP 170
    text = "La piel vuelve a su tono. Use crema cada mañana."
    syllables = sum(map(spanish_syllables, text.replace(".", "").split()))
    assert syllables == 17
    assert crawford(text) == round(max(0.0, -0.205 * 20 + 0.049 * 170 - 3.407), 1)


def test_long_words_and_sentences_read_harder() -> None:
    easy = "Your skin may be red. That is normal."
    hard = (
        "Postprocedural erythema accompanied by transient inflammatory sensitivity constitutes an anticipated "
        "physiological manifestation requiring no additional intervention."
    )
    assert flesch_kincaid(easy) < 3
    assert flesch_kincaid(hard) > 20


def test_links_phones_and_titles_do_not_weigh() -> None:
    bare = "Call us now. Ask Dr Lee about it."
    full = "Call us (202) 555-0143 now. Ask Dr. Lee about it https://vita.example/a."
    assert flesch_kincaid(full) == flesch_kincaid(bare)


def test_the_end_of_a_line_ends_a_sentence() -> None:
    assert flesch_kincaid("Wash with water\nPat it dry\nDo not rub") == flesch_kincaid(
        "Wash with water. Pat it dry. Do not rub."
    )


@pytest.mark.parametrize("text", ["", "  \n", "https://vita.example", "!!!"])
def test_a_text_without_words_has_grade_zero(text: str) -> None:
    assert (flesch_kincaid(text), crawford(text)) == (0.0, 0.0)
