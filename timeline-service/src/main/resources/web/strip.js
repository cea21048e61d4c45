// The strip of time: the entries of the page as bars that can be zoomed into, or where the page is one of several, those of
// all of them; of very many, how many there are in each part of the calendar, as columns that lead to what is in them.
// What is not exactly known is drawn so: hatched where it lies somewhere within, soft where it is about, fading where open.
const d3 = window.d3;

const ROW = 27;
const LEAST_ROWS = 3;
const MOST_ROWS = 12;
const AXIS = 26;
const BAR = 8;
const COLUMN_ROWS = 4;
const LEAST_COLUMN = 3;
const LEAST = 8;
const LETTER = 6.1;
const AFTER_LABEL = 12;
const AXIS_LETTER = 7.2;
const LONGEST_LABEL = 34;
const LONGEST_ON_A_PHONE = 22;
const PHONE = 500;
const HOUR = 3600e3;
const DAY = 24 * HOUR;

const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

function read() {
  return [...document.querySelectorAll('.column .entry')].map((element) => {
    const { from, to, start, end, within, revision } = element.dataset;
    return {
      id: element.id,
      address: `#${element.id}`,
      revision,
      title: element.querySelector('h3').textContent.trim(),
      when: element.querySelector('.when').textContent.trim(),
      from: time(from),
      to: time(to),
      start,
      end,
      within: within !== undefined,
      withdrawn: element.classList.contains('is-withdrawn'),
    };
  });
}

/** Dates go 270 000 years back and forth: what is beyond them is drawn as open. */
function time(text) {
  const date = text ? new Date(text) : null;
  return date && !Number.isNaN(+date) ? date : null;
}

/** What the page shows, or where it says that there is more, all of it. */
async function load(section) {
  const address = section.dataset.strip;
  const response = address ? await fetch(address, { headers: { Accept: 'application/json' } }) : null;
  if (!response?.ok) {
    return read();
  }
  const { events, periods } = await response.json();
  return events
    ? events.map((event) => ({
      ...event,
      from: time(event.from),
      to: time(event.to),
      address: document.getElementById(event.id) ? `#${event.id}` : event.address,
    }))
    : periods.map((period) => ({
      ...period,
      id: period.value,
      from: time(period.from),
      to: time(period.to),
      title: `${period.count} events`,
      start: 'sharp',
      end: 'sharp',
    }));
}

/** Where most of it happened: the few that are far from all others are a step away, and counted at the edge. */
function focus(events, [first, last]) {
  const starts = events.map((event) => event.from ?? event.to).sort(d3.ascending);
  const early = starts[Math.floor(starts.length * 0.22)];
  const end = Math.max(...events.map((event) => event.to ?? event.from));
  const pad = Math.max((end - early) * 0.08, DAY);
  return end - early < (last - first) * 0.2 ? [new Date(+early - pad), new Date(+end + pad)] : [first, last];
}

function element(name, attributes = {}, text = '') {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.textContent = text;
  return made;
}

function shades(svg) {
  const defs = svg.append('defs');
  const hatch = defs.append('pattern').attr('id', 'hatch').attr('width', 5).attr('height', 5)
    .attr('patternUnits', 'userSpaceOnUse').attr('patternTransform', 'rotate(45)');
  hatch.append('rect').attr('class', 'hatch-paper').attr('width', 5).attr('height', 5);
  hatch.append('rect').attr('class', 'hatch-ink').attr('width', 2.2).attr('height', 5);
  for (const start of ['sharp', 'soft', 'open']) {
    for (const end of ['sharp', 'soft', 'open']) {
      const name = `${start}-${end}`;
      const gradient = defs.append('linearGradient').attr('id', `shade-${name}`);
      const reach = { sharp: 0, soft: 0.3, open: 0.45 };
      const stops = [[0, start === 'sharp' ? 1 : 0], [reach[start], 1], [1 - reach[end], 1], [1, end === 'sharp' ? 1 : 0]];
      for (const [offset, opacity] of stops) {
        gradient.append('stop').attr('offset', offset).attr('stop-color', '#fff').attr('stop-opacity', opacity);
      }
      defs.append('mask').attr('id', `mask-${name}`).attr('maskContentUnits', 'objectBoundingBox')
        .append('rect').attr('width', 1).attr('height', 1).attr('fill', `url(#shade-${name})`);
    }
  }
}

/** As the page writes dates: the day before the month. */
function tick(date) {
  const format = d3.utcMinute(date) < date ? '%H:%M:%S'
    : d3.utcDay(date) < date ? '%H:%M'
      : d3.utcMonth(date) < date ? '%-d %b'
        : d3.utcYear(date) < date ? '%B' : '%Y';
  return d3.utcFormat(format)(date);
}

const shape = (event) => `${event.start}-${event.end}`;

function legend() {
  const list = element('ul', { class: 'legend', 'aria-label': 'How bars are drawn' });
  for (const [text, start, end, within] of [
    ['to the day', 'sharp', 'sharp', false],
    ['some time within', 'sharp', 'sharp', true],
    ['about', 'soft', 'soft', false],
    ['open', 'sharp', 'open', false],
  ]) {
    const item = element('li');
    const swatch = d3.create('svg').attr('width', 34).attr('height', BAR).attr('aria-hidden', 'true');
    swatch.append('rect').attr('class', within ? 'bar within' : 'bar').attr('width', 34).attr('height', BAR).attr('rx', 2)
      .attr('mask', start === 'sharp' && end === 'sharp' ? null : `url(#mask-${start}-${end})`);
    item.append(swatch.node(), ` ${text}`);
    list.append(item);
  }
  return list;
}

/**
 * Puts each bar into the first row that has room for it and its title; for one that finds none, into one without title. A
 * title that is too long to ask for room may have what is left.
 */
function pack(bars, rows, width, longest) {
  const drawn = new Array(rows).fill(-Infinity);
  const written = new Array(rows).fill(-Infinity);
  for (const bar of bars) {
    const label = Math.min(bar.event.title.length, longest) * LETTER;
    bar.text = Math.max(0, Math.min(bar.left, width - label));
    const row = drawn.findIndex((end, i) => Math.max(end, written[i]) <= Math.min(bar.left, bar.text));
    bar.labelled = row >= 0;
    bar.row = row >= 0 ? row : drawn.indexOf(Math.min(...drawn));
    drawn[bar.row] = Math.max(drawn[bar.row], bar.right + 2);
    if (bar.labelled) {
      written[bar.row] = bar.text + label + AFTER_LABEL;
    }
  }
  const next = new Array(rows).fill(width + AFTER_LABEL);
  for (const bar of d3.reverse(bars)) {
    bar.letters = Math.floor((next[bar.row] - AFTER_LABEL - bar.text) / LETTER);
    next[bar.row] = Math.min(bar.left, bar.text);
  }
}

function draw(section, all) {
  const events = all.filter((event) => event.from ?? event.to);
  section.replaceChildren();
  if (events.length === 0) {
    section.hidden = true;
    return;
  }
  section.hidden = false;
  const known = events.flatMap((event) => [event.from, event.to]).filter(Boolean);
  const [least, most] = d3.extent(known);
  const pad = Math.max((most - least) * 0.03, DAY);
  const whole = [new Date(+least - pad), new Date(+most + pad)];

  const bar = element('div', { class: 'strip-buttons' });
  const button = (name, label, act) => {
    const made = element('button', { type: 'button', class: name, 'aria-label': label }, label);
    made.addEventListener('click', act);
    bar.append(made);
    return made;
  };
  const svg = d3.create('svg').attr('role', 'group').attr('aria-label', 'Events on a strip of time. Arrow keys go from event to event, plus and minus zoom.');
  shades(svg);
  const axis = svg.append('g').attr('class', 'axis').attr('aria-hidden', 'true');
  const bars = svg.append('g');
  const x = d3.scaleUtc().domain(whole);
  const greatest = d3.max(events, (event) => event.count);
  const columns = greatest !== undefined;
  const tall = d3.scaleLinear([0, greatest], [0, COLUMN_ROWS * ROW - 16]);
  const height = (event) => (columns ? Math.max(LEAST_COLUMN, tall(event.count)) : BAR);
  const top = (event) => (columns ? COLUMN_ROWS * ROW - height(event) : 2);
  let width = 0;
  let rows = MOST_ROWS;
  let current = d3.zoomIdentity;

  const zoom = d3.zoom()
    .scaleExtent([1, Math.max(1, (whole[1] - whole[0]) / (6 * HOUR))])
    .filter((event) => (event.type === 'wheel' ? event.ctrlKey || event.metaKey : !event.button))
    .on('zoom', ({ transform }) => {
      current = transform;
      render();
    });
  svg.call(zoom).on('dblclick.zoom', null);
  const moved = () => (still() ? svg : svg.transition().duration(260));
  const step = (share) => moved().call(zoom.translateBy, (-share * width) / current.k, 0);

  const before = button('edge', 'Earlier', () => step(-0.7));
  button('sign', 'Zoom out', () => moved().call(zoom.scaleBy, 0.5)).textContent = '−';
  button('sign', 'Zoom in', () => moved().call(zoom.scaleBy, 2)).textContent = '+';
  button('all', 'All', () => moved().call(zoom.transform, d3.zoomIdentity)).setAttribute('aria-label', 'Show the whole time');
  const after = button('edge', 'Later', () => step(0.7));

  function render() {
    const now = current.rescaleX(x);
    const longest = width < PHONE ? LONGEST_ON_A_PHONE : LONGEST_LABEL;
    const drawn = events.map((event) => {
      const left = event.from ? now(event.from) : -20;
      const right = Math.max(event.to ? now(event.to) : width + 20, left + (columns ? 1 : LEAST));
      return { event, left, right };
    });
    const seen = drawn.filter(({ left, right }) => right > 0 && left < width);
    if (columns) {
      seen.forEach((bar) => Object.assign(bar, { row: 0, text: bar.left + 2, labelled: `${bar.event.count}`.length * LETTER < bar.right - bar.left }));
    } else {
      pack(seen.sort((a, b) => a.left - b.left || b.right - a.right), rows, width, longest);
    }
    const number = (some) => d3.sum(some, ({ event }) => event.count ?? 1);
    count(before, '‹', number(drawn.filter(({ right }) => right <= 0)), 'earlier');
    count(after, '›', number(drawn.filter(({ left }) => left >= width)), 'later');
    axis.call(d3.axisBottom(now).ticks(Math.max(2, width / 110)).tickSizeOuter(0)
      .tickFormat((date) => uncut(tick(date), now(date))));

    const groups = bars.selectAll('a').data(seen, ({ event }) => event.id).join((enter) => {
      const link = enter.append('a').attr('href', ({ event }) => event.address).attr('tabindex', -1)
        .attr('aria-label', ({ event }) => `${event.when}: ${event.title}`);
      link.append('title').text(({ event }) => `${event.when}: ${event.title}`);
      link.append('rect').attr('class', 'reach').attr('height', columns ? COLUMN_ROWS * ROW : ROW - 2);
      link.append('rect').attr('height', ({ event }) => height(event)).attr('rx', columns ? 0 : 2).attr('y', ({ event }) => top(event))
        .attr('class', ({ event }) => `bar${event.within ? ' within' : ''}${event.withdrawn ? ' withdrawn' : ''}`)
        .attr('mask', ({ event }) => (shape(event) === 'sharp-sharp' ? null : `url(#mask-${shape(event)})`));
      link.append('text').attr('y', ({ event }) => (columns ? top(event) - 3 : BAR + 14));
      return link;
    });
    groups.attr('transform', ({ row }) => `translate(0,${row * ROW})`);
    groups.select('.reach').attr('x', ({ left }) => left).attr('width', ({ left, right }) => right - left);
    // A hair between columns, where they are wide enough.
    const gap = ({ left, right }) => (columns && right - left > 3 ? 1 : 0);
    groups.select('.bar').attr('x', ({ left }) => Math.max(left, -20))
      .attr('width', (bar) => Math.min(bar.right, width + 20) - Math.max(bar.left, -20) - gap(bar));
    groups.select('text').attr('x', ({ text }) => text).text(({ event, labelled, letters }) => {
      const title = columns ? `${event.count}` : event.title;
      return !labelled ? '' : title.length > letters ? `${title.slice(0, letters - 1).trim()}…` : title;
    });
    if (bars.select('a[tabindex="0"]').empty()) {
      bars.select('a').attr('tabindex', 0);
    }
  }

  /** A label of the axis, unless the edge would cut it. */
  function uncut(label, middle) {
    const half = (label.length * AXIS_LETTER) / 2;
    return middle < half || middle > width - half ? '' : label;
  }

  function count(edge, arrow, number, side) {
    edge.textContent = side === 'earlier' ? `${arrow} ${number} earlier` : `${number} later ${arrow}`;
    edge.setAttribute('aria-label', `${number} ${side}`);
    edge.disabled = number === 0;
  }

  /** From bar to bar in the order of the page, bringing into view what is out of it. */
  function go(steps) {
    const focused = events.findIndex((event) => event.address === document.activeElement?.getAttribute?.('href'));
    const next = events[Math.min(events.length - 1, Math.max(0, focused + steps))];
    const place = current.rescaleX(x)(next.from ?? next.to);
    if (place < 0 || place > width) {
      svg.call(zoom.translateTo, x(next.from ?? next.to), 0);
    }
    bars.selectAll('a').attr('tabindex', -1).filter(({ event }) => event.id === next.id).attr('tabindex', 0)
      .each(function focusIt() {
        this.focus();
      });
  }

  const keys = {
    ArrowRight: () => go(1),
    ArrowLeft: () => go(-1),
    Home: () => go(-events.length),
    End: () => go(events.length),
    '+': () => moved().call(zoom.scaleBy, 2),
    '-': () => moved().call(zoom.scaleBy, 0.5),
  };
  svg.on('keydown', (event) => {
    if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  section.append(bar, svg.node(), ...(columns ? [] : [legend()]));
  let placed = false;
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width || contentRect.width === 0) {
      return;
    }
    width = contentRect.width;
    x.range([0, width]);
    zoom.extent([[0, 0], [width, 1]]).translateExtent([[0, 0], [width, 1]]);
    if (!placed) {
      placed = true;
      const [from, to] = columns ? whole : focus(events, whole);
      const share = (whole[1] - whole[0]) / (to - from);
      svg.call(zoom.transform, d3.zoomIdentity.scale(share).translate(-x(from), 0));
      // As many rows as the first view fills; they stay, so that zooming moves nothing below.
      rows = columns ? COLUMN_ROWS : Math.max(LEAST_ROWS, ...bars.selectAll('a').data().map(({ row }) => row + 1));
      svg.attr('height', rows * ROW + AXIS);
      axis.attr('transform', `translate(0,${rows * ROW})`);
    }
    render();
  }).observe(section);
}

async function start() {
  const section = document.querySelector('[data-strip]');
  if (section && d3) {
    draw(section, await load(section));
  }
}

start();
// What htmx puts in place of the page, and what live.js puts into it.
document.addEventListener('htmx:afterSettle', start);
document.addEventListener('annals:changed', start);
