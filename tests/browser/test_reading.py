"""Prose is set in lines that can be read, however wide the window is."""

from tests.browser.asking import ask
from tests.browser.test_answer_card import open_sample

MAX_CHARS = 75
LONGEST = """() => Math.max(...[...document.querySelectorAll(".pw-quote")].map((prose) => {
  const rows = new Map();
  const texts = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode())
    for (let at = 0; at < texts.currentNode.length; at++) {
      range.setStart(texts.currentNode, at);
      range.setEnd(texts.currentNode, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) rows.set(Math.round(box.bottom), (rows.get(Math.round(box.bottom)) ?? 0) + 1);
    }
  return Math.max(...rows.values());
}))"""


def test_no_line_of_an_answer_is_longer_than_75_characters(visit) -> None:
    page = visit(viewport={"width": 2560, "height": 1200})
    open_sample(page, "annual_report_en.pdf")
    ask(page, "What are the principal risks?")
    assert 40 < page.evaluate(LONGEST) <= MAX_CHARS
