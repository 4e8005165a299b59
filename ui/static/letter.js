// The letter pane. All text arrives as data and is put in as text nodes; no markup is ever built from it.
const make = (name, classes, text) => {
  const element = document.createElement(name);
  if (classes) element.className = classes;
  if (text !== undefined) element.textContent = text;
  return element;
};

const gapBox = (piece) => make('span', 'gap', piece.text);

function findingMark(piece, data) {
  const worst = piece.findings.map((n) => data.findings[n - 1]).sort((a, b) => a.weight - b.weight)[0];
  return make('span', `mark ${worst.look}`, piece.text);
}

function discs(numbers, data, pick) {
  return numbers.map((number) => {
    const disc = make('span', `disc ${data.findings[number - 1].look}`, String(number));
    disc.dataset.finding = number;
    disc.setAttribute('role', 'button');
    disc.setAttribute('aria-label', `Finding ${number}`);
    disc.onclick = (event) => { event.stopPropagation(); pick({ finding: number }); };
    return disc;
  });
}

function tagsOf(look, pick) {
  const box = make('span', 'tags');
  look.tags.forEach((name) => {
    const tag = make('span', `tag ${name[0].toLowerCase()}`, name);
    tag.dataset.tag = name;
    if (name[0] === 'S') {
      tag.setAttribute('role', 'button');
      tag.setAttribute('aria-label', `Show past report passage ${name}`);
      tag.onclick = (event) => { event.stopPropagation(); pick({ tag: name }); };
    }
    box.append(tag);
  });
  if (look.status === 'unsupported') box.append(make('span', 'tag none', 'no source'));
  return box;
}

// Where each finding and each sentence has its last piece: the disc and the tags stand behind it.
function lastPlaces(data) {
  const sentences = {}, findings = {};
  data.blocks.forEach((block, b) => block.lines.forEach((line, l) => line.forEach((piece, p) => {
    const place = `${b}.${l}.${p}`;
    if (piece.sentence !== null) sentences[piece.sentence] = place;
    piece.findings.forEach((n) => { findings[n] = place; });
  })));
  return { sentences, findings };
}

function drawLine(target, line, prefix, data, last, pick) {
  let open = null, opened = null;
  line.forEach((piece, p) => {
    const place = `${prefix}.${p}`;
    const look = piece.sentence === null ? null : data.sentences[piece.sentence];
    if (piece.sentence !== opened || open === null) {
      opened = piece.sentence;
      open = look ? make('span', `s ${look.status}${look.status === 'unsupported' && !look.held ? ' bare' : ''}`) : target;
      if (look) {
        open.dataset.sentence = piece.sentence;
        open.setAttribute('tabindex', '-1');
        if (!data.plain) { open.setAttribute('role', 'button'); open.setAttribute('aria-description', look.said); }
        target.append(open);
      }
    }
    const text = piece.gap ? gapBox(piece)
      : piece.findings.length && !data.plain ? findingMark(piece, data)
      : make(piece.bold ? 'b' : 'span', look ? 't' : data.plain ? '' : 'template', piece.text);
    if (piece.bold && text.tagName !== 'B') text.style.fontWeight = '650';
    open.append(text);
    if (data.plain) return;
    (piece.gap ? text : open).append(...discs(piece.findings.filter((n) => last.findings[n] === place), data, pick));
    if (look && last.sentences[piece.sentence] === place && look.status !== 'for_a_person') open.append(tagsOf(look, pick));
  });
}

function draw(paper, data, pick) {
  paper.replaceChildren();
  paper.className = `paper${data.plain ? ' plain' : ''}`;
  const head = make('div', 'head');
  data.head.forEach(([name, text]) => head.append(make('i', '', name), make(name === 'Subject' ? 'b' : 'span', '', text)));
  paper.append(head);
  const inner = make('div', data.empty ? 'inner empty' : 'inner');
  const last = lastPlaces(data);
  data.blocks.forEach((block, b) => {
    const next = data.blocks[b + 1];
    const element = make(block.kind === 'p' ? 'div' : block.kind, `block ${block.kind === 'p' ? '' : `list ${block.kind}`}${block.kind === 'p' && next && next.kind !== 'p' ? ' tight' : ''}`);
    block.lines.forEach((line, l) => {
      const row = make(block.kind === 'p' ? 'span' : 'li', block.kind === 'p' ? 'line' : '');
      if (block.kind !== 'p') row.dataset.mark = block.kind === 'ul' ? '–' : `${l + 1}.`;
      drawLine(row, line, `${b}.${l}`, data, last, pick);
      element.append(row);
    });
    inner.append(element);
  });
  paper.append(inner);
}

// One sentence is in the tab order; arrows move among them, Enter or space picks.
function steer(paper, pick, memory) {
  const all = [...paper.querySelectorAll('.s')];
  const go = (index) => {
    const to = all[Math.max(0, Math.min(all.length - 1, index))];
    all.forEach((element) => element.setAttribute('tabindex', element === to ? '0' : '-1'));
    memory.at = all.indexOf(to);
    return to;
  };
  all.forEach((element, index) => {
    element.onclick = () => { go(index); pick({ sentence: Number(element.dataset.sentence) }); };
    element.onkeydown = (key) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key.key];
      if (step) { go(index + step).focus(); key.preventDefault(); }
      if (key.key === 'Enter' || key.key === ' ') { pick({ sentence: Number(element.dataset.sentence) }); key.preventDefault(); }
    };
  });
  if (all.length) go(memory.at ?? 0);
}

const memories = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let paper = parentElement.querySelector('.paper');
  const memory = memories.get(paper) ?? {};
  memories.set(paper, memory);
  const pick = (what) => { if (!data.plain) setTriggerValue('picked', what); };
  const content = JSON.stringify([data.empty, data.head, data.blocks, data.sentences, data.findings, data.plain]);
  if (memory.content !== content) {
    memory.content = content;
    draw(paper, data, pick);
  }
  steer(paper, pick, memory);
  paper.querySelectorAll('.disc').forEach((disc) => {
    disc.onclick = (event) => { event.stopPropagation(); pick({ finding: Number(disc.dataset.finding) }); };
    disc.classList.toggle('lit', data.lit.findings.includes(Number(disc.dataset.finding)));
  });
  paper.querySelectorAll('.tag.s').forEach((tag) => { tag.onclick = (event) => { event.stopPropagation(); pick({ tag: tag.dataset.tag }); }; });
  paper.querySelectorAll('.s').forEach((element) => {
    const lit = !data.plain && data.lit.sentences.includes(Number(element.dataset.sentence));
    element.classList.toggle('lit', lit);
    if (!data.plain) element.setAttribute('aria-pressed', String(lit));
  });
}
