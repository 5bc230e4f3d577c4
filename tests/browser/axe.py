"""What axe-core finds on a page, every rule of it; its script comes with axe-playwright-python."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) =>
    `${id} at ${node.target.join(" ")}: ${node.any.concat(node.all, node.none).map((each) => each.message).join("; ")}`));
}"""  # noqa: E501


@cache
def _script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Return a line for each element that breaks a rule: the rule, the element, why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())  # a <script> would be refused by the page's own policy
    found: list[str] = page.evaluate(RUN)
    return found
