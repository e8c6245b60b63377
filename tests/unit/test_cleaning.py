import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.characters import clip
from bot.sources.cleaning import clean_text
from bot.sources.hyphens import LineEndHyphens

DEBRIS = st.lists(
    st.sampled_from(
        [
            *"\\{}$`'~^_%.aA5-()",
            " ", "``", "''", "times", "sim", "approx", "leq", "rightarrow", "circ", "\\textbf{",
            "\\emph{", "textbf{", "\\method", "\\times", "\\url{", "\\href{", "\\color{", "\\'e",
            "https://a.io/b", "github.com/a/b", "\u200b", "\u202e", "\ud800", "\x00", "\u0301",
        ]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (r"faster by 50\%, then", "faster by 50%, then"),
        (r"to 0.67M (sim24\%) of", "to 0.67M (~24%) of"),
        (r"(sim16.7\%)", "(~16.7%)"),
        ("by 3%sim20% in", "by 3%~20% in"),
        ("from 1.3B sim14B", "from 1.3B ~14B"),
        ("from 7Bsim14B", "from 7B~14B"),
        ("sim2real and sim2reason stay", "sim2real and sim2reason stay"),
        ("a similar simple sim", "a similar simple sim"),
        ("(sim2times faster)", "(~2× faster)"),
        ("at least 129times less", "at least 129× less"),
        ("into Ntimes N blocks", "into N × N blocks"),
        ("in R^(mtimes n), up to Ntimes", "in R^(m × n), up to N×"),
        ("64times64times4, 512 times 512", "64×64×4, 512 × 512"),
        ("on 8timesA800 cards", "on 8×A800 cards"),
        ("a factor times 5 without", "a factor × 5 without"),
        ("10 times larger", "10 times larger"),
        ("ten times more, sometimes 5", "ten times more, sometimes 5"),
        ("response times 5 ms", "response times 5 ms"),
        ("4{times} and 3.6\\times", "4× and 3.6×"),
        ("readers~(Big Ones)", "readers (Big Ones)"),
        ("see Task~8 and v~1.6", "see Task 8 and v 1.6"),
        ("of ~9% over (~60%)", "of ~9% over (~60%)"),
        ("60%~70% or 5~66%", "60%~70% or 5~66%"),
        ("at~https://github.com/a/b.", "at https://github.com/a/b."),
        ("the ``open book'' way", 'the "open book" way'),
        ("a `closed' one", "a 'closed' one"),
        ("filling `P\" or ``O\" in", 'filling "P" or "O" in'),
        ("identify ''blind pairs'' - two", 'identify "blind pairs" - two'),
        (r"\textsc{Gull}-1.5B and \textbf{L}arge", "Gull-1.5B and Large"),
        (r"\emph{\textbf{deep} one}", "deep one"),
        (r"{\em Two Words}--and", "Two Words--and"),
        (r"We think that \methodname offers more.", "We think that our method offers more."),
        (r"Slow. \ours~is not (\eg here)", "Slow. Our method is not (e.g. here)"),
        (r"the \framework{}s we use", "the frameworks we use"),
        (r"and \gullnet, a net", "and gullnet, a net"),
        (r"a \color{red} word\cite{gull2024}", "a word"),
        ("$x^2$ costs $15 or $20 a day", "x^2 costs $15 or $20 a day"),
        (r"for \$0.34 & \$5", "for $0.34 & $5"),
        (r"$\alpha \leq \beta$", "α ≤ β"),
        (r"360^{\circ}, 360{\deg}, 360^circ", "360°, 360°, 360°"),
        (r"M^3AE, OPT_2.7B, π_{0.5}, n^{1+o(1)}", "M^3AE, OPT_2.7B, π_0.5, n^(1+o(1))"),
        ("{E}xperts in {True, False}", "Experts in {True, False}"),
        ("mathcal{O}(n)", "O(n)"),
        ("0.73rightarrow0.90, approx5%, leq50K", "0.73 → 0.90, ≈5%, ≤50K"),
        (r"na\"{\i}ve Schr\"odinger Pok\'emon vis-\`a-vis", "naïve Schrödinger Pokémon vis-à-vis"),
        (r"the object\'s and don\'t", "the object's and don't"),
        (r"at \url{https://a.io/x_y}.", "at https://a.io/x_y."),
        (r"\href{https://a.io/x}{our site}", "our site (https://a.io/x)"),
        (r"\href{https://a.io/x}{here}", "https://a.io/x"),
        ("https://a.io/x{this link}, and", "https://a.io/x, and"),
        (r"a.github.io/sea\_gull/.", "a.github.io/sea_gull/."),
        ("in https://github.com/a/b . Then", "in https://github.com/a/b. Then"),
        ("at github.com/a/b_c", "at github.com/a/b_c"),
        ("https://a.io/8times8/sim5", "https://a.io/8times8/sim5"),
        ("Which : One ; Two ?", "Which : One ; Two ?"),
        (" two\r\n lines\t\xa0here\u2028", "two lines here"),
        ("a\x00b\x1b\x9bc\u202ed\u200be\ufeff\ud800f\U000e0041", "abcdef"),
        ("e\u0301", "é"),
        ("x" + "\u0335" * 50, "x" + "\u0335" * 4),
        ("\u3164 \u2800", ""),
        ("\\", ""),
    ],
)  # fmt: skip
def test_debris_is_cleaned(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean
    assert clean_text(clean) == clean


@given(st.one_of(st.text(st.characters(), max_size=60), DEBRIS))
@example("te{}xtbf{x}")
@example("`'`'\\''")
def test_cleaned_text_is_harmless_and_stays_as_it_is(raw: str) -> None:
    clean = clean_text(raw)
    assert clean_text(clean) == clean
    assert clean.encode("utf-8").decode("utf-8") == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert {unicodedata.category(c) for c in clean}.isdisjoint({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    assert clean == " ".join(clean.split())
    assert "\\" not in clean
    assert "`" not in clean


@pytest.mark.parametrize("piece", ["\\emph{", "{", "^{", "`'", "https://", "$a", "1sim", "{}"])
def test_deep_nesting_ends(piece: str) -> None:
    clean = clean_text(piece * 4000 + "}" * 4000)
    assert clean_text(clean) == clean


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("one two three", 12, "one two…"),
        ("one two, three", 9, "one two…"),
        ("one two three", 8, "one two…"),
        ("a" * 20, 10, "a" * 9 + "…"),
    ],
)
def test_clipping_cuts_between_words(text: str, limit: int, expected: str) -> None:
    assert clip(text, limit) == expected


@given(st.text(max_size=50), st.integers(2, 40))
def test_clipped_text_fits_and_is_clipped_once(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    assert clip(clipped, limit) == clipped


def test_a_word_broken_at_a_line_end_is_mended() -> None:
    text = "Contr-astive and gen- erative reading"
    hyphens = LineEndHyphens([text, "contrastive ones are generative"])
    assert hyphens.mend(text) == "Contrastive and generative reading"


@pytest.mark.parametrize(
    "text",
    [
        "fine-tuning of a finetuning with more tuning and fine work",
        "pre-trained and pretrained",
        "contr-astive without its whole word",
        "single- and multi-word, singleand",
        "see https://contr-astive.io/contr-astive for contrastive",
    ],
)
def test_a_hyphen_that_may_be_meant_stays(text: str) -> None:
    assert LineEndHyphens([text]).mend(text) == text
