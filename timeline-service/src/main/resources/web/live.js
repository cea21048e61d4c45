// Tells quietly of what is stored while the page is open, and puts it in place when the reader asks, without moving what
// is being read. The page itself says how it looks now: it is fetched again, with the same filters.
const DELAY = 400;
const AGAIN = 30000;

let stream;
let timer;
let fresh;

const main = () => document.getElementById('main');
const entries = (root) => [...root.querySelectorAll('.column .entry')];

function listen() {
  const { stream: address, sequence } = main().dataset;
  if (!address) {
    return;
  }
  stream = new EventSource(`${address}?after=${sequence}`);
  stream.addEventListener('change', () => {
    clearTimeout(timer);
    timer = setTimeout(look, DELAY);
  });
  stream.addEventListener('error', () => {
    // The browser comes back by itself, but not after an answer that refuses it.
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(listen, AGAIN);
    }
  });
}

async function look() {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' }, cache: 'no-cache' });
  if (!response.ok) {
    return;
  }
  fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  if (!main().dataset.stream || !fresh.getElementById('main')) {
    return;
  }
  const news = compare();
  if (news.length === 0) {
    apply();
    return;
  }
  const bar = main().querySelector('.news');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Show';
  button.addEventListener('click', show);
  bar.replaceChildren(`${news.join(', ')} `, button);
  bar.hidden = false;
}

/** What is new in words, such as "2 new, 1 corrected". */
function compare() {
  const before = new Map(entries(document).map((entry) => [entry.id, entry.dataset.revision]));
  const now = entries(fresh);
  const ids = new Set(now.map((entry) => entry.id));
  const added = now.filter((entry) => !before.has(entry.id)).length;
  const changed = now.filter((entry) => before.has(entry.id) && before.get(entry.id) !== entry.dataset.revision).length;
  const gone = [...before.keys()].filter((id) => !ids.has(id)).length;
  return [[added, 'new'], [changed, 'corrected'], [gone, 'no longer here']]
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`);
}

function show() {
  const what = compare().join(', ');
  const arrived = apply();
  const bar = main().querySelector('.news');
  const link = document.createElement('a');
  bar.replaceChildren(`${what}: put in place. `);
  if (arrived.length > 0) {
    link.href = `#${arrived[0].id}`;
    link.textContent = 'Go to the first';
    link.addEventListener('click', () => {
      bar.hidden = true;
    });
    bar.append(link);
    link.focus({ preventScroll: true });
  }
}

/** Puts what is fresh in place of what is old, entry by entry, and gives back those that have come or changed. */
function apply() {
  const arrived = [];
  const old = document.querySelector('.column');
  const next = document.adoptNode(fresh.querySelector('.column'));
  const ids = new Set(entries(fresh).concat([...next.querySelectorAll('.entry')]).map((entry) => entry.id));
  const anchor = entries(document)
    .find((entry) => ids.has(entry.id) && entry.getBoundingClientRect().bottom > 0);
  const top = anchor?.getBoundingClientRect().top;
  for (const entry of next.querySelectorAll('.entry')) {
    const kept = document.getElementById(entry.id);
    if (kept && kept.dataset.revision === entry.dataset.revision) {
      entry.replaceWith(kept);
    } else {
      mark(entry, kept ? 'Just corrected' : 'New');
      arrived.push(entry);
    }
  }
  old.replaceWith(next);
  for (const part of ['.heading .stand', '.facets', '.colophon']) {
    const there = document.querySelector(part);
    const here = fresh.querySelector(part);
    if (there && here) {
      there.replaceWith(document.adoptNode(here));
    }
  }
  main().dataset.sequence = fresh.getElementById('main').dataset.sequence;
  if (anchor) {
    const place = document.getElementById(anchor.id);
    scrollBy({ top: place.getBoundingClientRect().top - top, behavior: 'instant' });
  }
  document.dispatchEvent(new CustomEvent('annals:changed'));
  return arrived;
}

function mark(entry, word) {
  const note = document.createElement('span');
  note.className = 'fact arrived';
  note.textContent = word;
  entry.querySelector('.facts').prepend(note);
  entry.classList.add('is-new');
}

listen();

// A page that is left may be kept for the way back; its stream must not take one of the few connections meanwhile.
addEventListener('pagehide', () => stream?.close());
addEventListener('pageshow', (event) => {
  if (event.persisted) {
    listen();
  }
});
