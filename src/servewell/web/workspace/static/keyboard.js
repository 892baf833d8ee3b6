// The workspace by keyboard: j and k move through the queue, other keys press what names them in `data-key`.
// Everything works without this file; keys never act while somebody types or holds a modifier.
const typing = (element) => element.matches("input, textarea, select, [contenteditable]");
const links = () => [...document.querySelectorAll(".ws-queue__case")];

const move = (step) => {
  const rows = links();
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else {
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input")) target.focus();
    else target.click();
  }
});
