'use strict';

const $ = (id) => document.getElementById(id);
const TABS = ['html', 'text', 'source'];
const views = new Map();
let mails = [];
let wanted = 'html';

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function current() {
  const number = Number(location.hash.slice(1));
  return mails.find((mail) => mail.number === number) || mails[0];
}

function addToList(mail) {
  const link = element('a');
  link.href = '#' + mail.number;
  const signed = mail.decision === 'signed';
  link.append(
    element('span', 'title', mail.title),
    element('span', signed ? 'badge signed' : 'badge', mail.decision),
    element('span', 'sub', mail.from),
    element('span', 'ms', mail.milliseconds + ' ms'));
  const item = element('li');
  item.append(link);
  $('list').append(item);
}

function showTotals() {
  const signed = mails.filter((mail) => mail.decision === 'signed').length;
  $('totals').textContent = mails.length === 0 ? ''
    : `${mails.length} ${mails.length === 1 ? 'mail' : 'mails'} returned, ${signed} signed, ${mails.length - signed} left alone`;
}

function lines(rows) {
  const block = element('div', 'lines');
  for (const [text, changed] of rows) block.append(element('div', changed ? 'changed' : '', text));
  return block;
}

function frame(html, title) {
  const made = element('iframe');
  made.setAttribute('sandbox', '');
  made.title = title;
  made.srcdoc = html;
  return made;
}

function fill(side, state, tab) {
  const pane = $(side);
  const content = state[tab];
  if (content === undefined) {
    pane.replaceChildren(element('p', 'none', 'This mail has no such part.'));
  } else if (tab === 'html') {
    pane.replaceChildren(frame(content, `The mail ${side} signing`));
  } else {
    pane.replaceChildren(lines(content));
    const first = pane.querySelector('.changed');
    pane.scrollTop = first && tab === 'text' ? Math.max(0, first.offsetTop - pane.offsetTop - 160) : 0;
  }
  $('files-' + side).textContent = state.attachments.length ? 'Attached: ' + state.attachments.join('; ') : '';
}

async function show() {
  const mail = current();
  $('empty').hidden = Boolean(mail);
  $('mail').hidden = !mail;
  for (const link of $('list').querySelectorAll('a')) {
    if (mail && link.hash === '#' + mail.number) {
      link.setAttribute('aria-current', 'true');
      link.scrollIntoView({ block: 'nearest' });
    } else {
      link.removeAttribute('aria-current');
    }
  }
  if (!mail) return;
  if (!views.has(mail.number)) {
    views.set(mail.number, await (await fetch('mails/' + mail.number)).json());
    if (current() !== mail) return;
  }
  const view = views.get(mail.number);
  $('subject').textContent = mail.subject || '(no subject)';
  $('people').textContent = `${mail.from || '(null sender)'} → ${mail.to}`;
  const kind = mail.kind ? ` as ${mail.kind === 'new' ? 'a new mail' : 'a ' + mail.kind}` : '';
  $('decision').className = mail.decision === 'signed' ? 'signed' : '';
  $('decision').replaceChildren(
    element('b', '', mail.decision === 'signed' ? 'Signed' + kind : 'Left alone'),
    document.createTextNode(mail.decision === 'signed' ? `, by the rule “${mail.why}”.` : `: ${mail.why}`));
  const has = (tab) => view.before[tab] !== undefined;
  const tab = has(wanted) ? wanted : has('html') ? 'html' : has('text') ? 'text' : 'source';
  for (const name of TABS) {
    const button = $('tab-' + name);
    button.setAttribute('aria-selected', String(name === tab));
    button.tabIndex = name === tab ? 0 : -1;
    button.disabled = !has(name);
  }
  $('panes').setAttribute('aria-labelledby', 'tab-' + tab);
  for (const side of ['before', 'after']) {
    fill(side, view[side], tab);
    $('get-' + side).href = `mails/${mail.number}/${side}.eml`;
    $('get-' + side).setAttribute('aria-label', `Download the mail ${side} signing`);
  }
}

function step(by) {
  const at = mails.indexOf(current()) + by;
  if (at >= 0 && at < mails.length) {
    location.hash = '#' + mails[at].number;
    $('list').querySelectorAll('a')[at].focus();
  }
}

function select(tab) {
  wanted = tab;
  show();
}

async function refresh() {
  try {
    const answer = await (await fetch('mails')).json();
    if (!$('hints').children.length) {
      for (const hint of answer.hints) {
        const item = element('li');
        item.append(element('code', '', hint));
        $('hints').append(item);
      }
    }
    const fresh = answer.mails.slice(mails.length);
    const first = mails.length === 0;
    mails = answer.mails;
    fresh.forEach(addToList);
    if (fresh.length) {
      showTotals();
      if (first) show();
    }
  } catch (gone) {
    $('totals').textContent = 'The demo has ended.';
  }
  setTimeout(refresh, 1000);
}

for (const tab of TABS) $('tab-' + tab).addEventListener('click', () => select(tab));
document.querySelector('.tabs').addEventListener('keydown', (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const open = TABS.filter((tab) => !$('tab-' + tab).disabled);
  const at = open.findIndex((tab) => $('tab-' + tab) === document.activeElement);
  const next = open[(at + by + open.length) % open.length];
  select(next);
  $('tab-' + next).focus();
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inList = $('list').contains(document.activeElement);
  if (event.key === 'j' || (inList && event.key === 'ArrowDown')) step(1);
  else if (event.key === 'k' || (inList && event.key === 'ArrowUp')) step(-1);
  else if (event.key === 'Escape') $('own').open = false;
  else return;
  event.preventDefault();
});
window.addEventListener('hashchange', show);
refresh();
