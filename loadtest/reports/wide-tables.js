// Inlined into every page: marks a table that is wider than its box, so that report.css says that there is more of it to the right.
;(() => {
  const boxes = [...document.querySelectorAll('.table')]
  const widths = new ResizeObserver((entries) => {
    // What is folded has no width until it is opened.
    for (const box of new Set(entries.map(({ target }) => target.closest('.table')))) {
      box.toggleAttribute('data-wide', box.clientWidth > 0 && box.scrollWidth > box.clientWidth)
    }
  })
  boxes.flatMap((box) => [box, ...box.children]).forEach((part) => widths.observe(part))
})()
