// Starts the components and adds small conveniences. Every page works without it.
document.body.classList.add("js-enabled");

const source = document.querySelector("script[data-components]");
if ("noModule" in HTMLScriptElement.prototype && source) {
  document.body.classList.add("govuk-frontend-supported");
  import(source.dataset.components).then(({ initAll }) => initAll());
}

function addButton(place, text, onPress) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sw-link-button";
  button.textContent = text;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => onPress(button));
  place.append(button);
}

if (navigator.clipboard) {
  for (const reference of document.querySelectorAll("[data-copy]")) {
    addButton(reference, reference.dataset.copy, async (button) => {
      await navigator.clipboard.writeText(reference.querySelector("bdi").textContent.trim());
      button.textContent = reference.dataset.copied;
    });
  }
}

if (navigator.geolocation) {
  for (const box of document.querySelectorAll("[data-locate]")) {
    addButton(box.querySelector(".govuk-details__text"), box.dataset.locate, (button) => {
      const [latitude, longitude] = box.querySelectorAll("input");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          latitude.value = coords.latitude.toFixed(5);
          longitude.value = coords.longitude.toFixed(5);
        },
        () => { button.textContent = box.dataset.locateFailed; },
      );
    });
  }
}

// A form that is sent once stays sent: no second press while the first is on its way.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent && Date.now() - form.dataset.sent < 3000) event.preventDefault();
    else form.dataset.sent = Date.now();
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
