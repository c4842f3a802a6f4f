/** What page.py runs in a page, before the page itself: when a picture is painted, counted in milliseconds from something. */

/** The moment at which what was changed just now has been painted: the first task behind the next frame. */
function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    });
  });
}

/** The moment at which an answer from so many histories that fits is painted. */
async function answerPainted(count, fits) {
  const there = () => {
    const place = document.querySelector(".answer");
    return place && Number(place.dataset.n) === count && place.querySelector("#areas svg") !== null && fits();
  };
  if (!there()) {
    await new Promise((resolve) => {
      const watch = new MutationObserver(() => {
        if (!there()) return;
        watch.disconnect();
        resolve();
      });
      watch.observe(document, { childList: true, subtree: true });
    });
  }
  return painted();
}

/** From the beginning of the page to its first picture. */
window.useful = answerPainted(1_000, () => true);

/** Moves a slider, and answers how long it took from its event to the first picture and to that of all histories. */
window.moved = async (slider, value) => {
  const input = document.querySelector(slider);
  const fits = () => document.querySelector("#state").textContent.includes(` = ${value.toLocaleString("en")} (`);
  input.value = value;
  const times = [1_000, 10_000].map((count) => answerPainted(count, fits));
  const began = performance.now();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return (await Promise.all(times)).map((time) => time - began);
};
