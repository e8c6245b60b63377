import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.cleaning import clean_text
from bot.sources.links import LONGEST_URL, Links, find_links, safe_url

GULL = "https://github.com/gull-lab/gull"


@pytest.mark.parametrize(
    ("abstract", "links"),
    [
        ("No link at all.", Links()),
        (f"Code is available at {GULL}.", Links(code_url=GULL)),
        (f"Code is here ({GULL}).", Links(code_url=GULL)),
        (f"Code: {GULL} .", Links(code_url=GULL)),
        ("Code at github.com/gull-lab/gull, soon", Links(code_url=GULL)),
        (f"The dataset and codes are at {GULL}!", Links(code_url=GULL)),
        (f"Our benchmark and code available at {GULL}", Links(code_url=GULL)),
        (f"A list of works has been created at {GULL}.", Links(code_url=GULL)),
        (f"Data is available at {GULL}", Links(data_url=GULL)),
        (f"Our code is good. The benchmark is available at {GULL}", Links(data_url=GULL)),
        (f"We use data. Everything is at {GULL}", Links(code_url=GULL)),
        (
            f"Code: {GULL}; dataset: https://huggingface.co/datasets/gull/nests.",
            Links(code_url=GULL, data_url="https://huggingface.co/datasets/gull/nests"),
        ),
        (
            f"Code is at {GULL} and data at https://gitlab.com/gull/nests",
            Links(code_url=GULL, data_url="https://gitlab.com/gull/nests"),
        ),
        (
            "Weights are at https://huggingface.co/gull/gull-2B.",
            Links(project_url="https://huggingface.co/gull/gull-2B"),
        ),
        (
            "Project page: gull-lab.github.io/gull/",
            Links(project_url="https://gull-lab.github.io/gull/"),
        ),
        ("See gull-lab.github.io.", Links(project_url="https://gull-lab.github.io")),
        (
            "First on https://board.example.org/rank, project page at https://gull.ai/page",
            Links(project_url="https://gull.ai/page"),
        ),
        ("Follows https://arxiv.org/abs/2603.03143.", Links()),
        ("Discussed at https://huggingface.co/papers/2603.03143", Links()),
        ("Just https://github.com/", Links()),
        ("Mail me@github.com/a or e.g./i.e. and 1.5/2.0", Links()),
        (
            "Code: https://anonymous.4open.science/r/gull-1/README.md",
            Links(code_url="https://anonymous.4open.science/r/gull-1/README.md"),
        ),
        (f"code at {GULL}，and more", Links(code_url=GULL)),
        ("https://a.io/gull_(bird) page", Links(project_url="https://a.io/gull_%28bird%29")),
    ],
)
def test_links_of_an_abstract(abstract: str, links: Links) -> None:
    assert find_links(abstract) == links


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://a.io/b ", "https://a.io/b"),
        ("http://a.io", "http://a.io"),
        ("a.io/b", "https://a.io/b"),
        ("https://a.io/é", "https://a.io/%C3%A9"),
        ("https://a.io/b)", "https://a.io/b%29"),
        ("https://a.io/%20", "https://a.io/%20"),
        ("https://a.io:8080/b", "https://a.io:8080/b"),
    ],
)
def test_a_good_url_is_kept(text: str, url: str) -> None:
    assert safe_url(text) == url
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "javascript://a.io/%0aalert(1)",
        "ftp://a.io/b",
        "file:///etc/passwd",
        "https://user:word@a.io/",
        "https://user@a.io/",
        "https://a.io/b c",
        "https://a.io/\u202eb",
        "https://a.io/\x00",
        "https://a.io/\ud800",
        "https://localhost/b",
        "https://127.0.0.1/b",
        "https://[::1]/b",
        "https://a.io:99999/",
        "https://а.io/cyrillic",
        "https://",
        "https://a.io/" + "b" * LONGEST_URL,
        "https://a.io/" + "é" * (LONGEST_URL // 4),
    ],
)
def test_a_bad_url_is_dropped(text: str) -> None:
    assert safe_url(text) is None


@given(st.text(st.characters(), max_size=80).map(lambda text: f"code at https://a.io/{text}"))
def test_any_text_around_a_link_gives_safe_links(text: str) -> None:
    links = find_links(clean_text(text))
    for url in (links.code_url, links.data_url, links.project_url):
        assert url is None or (safe_url(url) == url and url.isascii() and url.isprintable())
