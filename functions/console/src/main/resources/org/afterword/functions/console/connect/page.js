'use strict';
// Shows one session. Every text is set as text, never as HTML; all state comes from the server, so that a reload or a
// second tab shows the same.
const content = document.getElementById('content');
const problem = document.getElementById('problem');
const announcer = document.getElementById('announcer');
const STEPS = ['Sign in', 'See the plan', 'Create', 'Enable', 'Test'];
let last = '';
let guide = null;
let timer = 0;
let options = null;
let customer = null;
let failed = 0;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter(child => child != null));
  return made;
}

const card = (title, ...children) => element('section', { class: 'card' }, element('h2', {}, title), ...children);
const row = (...children) => element('div', { class: 'row' }, ...children);
const button = (text, id, action, kind = '', disabled = false) =>
  element('button', { type: 'button', id, class: kind, disabled, onclick: action }, text);

async function send(order, body) {
  const response = await fetch('connect/' + order, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Afterword-Request': '1' },
    body: body ? JSON.stringify(body) : ''
  });
  const answer = await response.json();
  if (!response.ok) { notice(answer.detail, ''); return; }
  show(answer);
  poll(300);
}

async function poll(wait) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    try {
      const response = await fetch('connect/state');
      show(await response.json());
      failed = 0;
    } catch (error) {
      if (++failed === 3) notice('The service does not answer.', 'This page tries again by itself.');
    }
    poll(document.hidden ? 3000 : 1000);
  }, wait);
}

function notice(text, advice) {
  problem.hidden = !text;
  problem.replaceChildren(element('strong', {}, text || ''), element('span', { class: 'advice' }, advice || ''));
}

async function copy(text, from) {
  await navigator.clipboard.writeText(text);
  const before = from.textContent;
  from.textContent = 'Copied';
  announcer.textContent = 'Copied';
  setTimeout(() => { from.textContent = before; }, 1500);
}

function steps(state) {
  const at = { IDLE: 0, STARTING: 0, CODE: 0, READING: 0, PLANNED: 1, WORKING: 2, FAILED: 2, CREATED: 3, REMOVED: 0, ENDED: 0 }[state.stage];
  const now = state.stage === 'CREATED' && state.enabled && !state.disableFirst ? 4 : at;
  document.getElementById('steps').replaceChildren(...STEPS.map((text, index) => element('li', {
    class: index < now || (index === 4 && isTested(state)) ? 'done' : '',
    'aria-current': index === now && !isTested(state) ? 'step' : null
  }, text)));
}

const isTested = state => Boolean(state.stage === 'CREATED' && state.test && state.test.decision === 'signed' && state.test.outcome === 'accepted');

function show(state) {
  const seen = JSON.stringify({ ...state, now: '' });
  tick(state);
  if (seen === last) return;
  const focused = document.activeElement && document.activeElement.id;
  const open = [...content.querySelectorAll('details[open]')].map(found => found.id);
  keepInput();
  last = seen;
  notice(state.lost ? 'The worker that served you is gone.' : state.problem,
    state.lost ? 'Ask for a new code to go on. What has been done stays done, and Create does the rest.' : state.advice);
  steps(state);
  const views = {
    IDLE: idle, STARTING: starting, CODE: code, READING: reading, PLANNED: planned, WORKING: working,
    FAILED: planned, CREATED: created, REMOVED: removed, ENDED: ended
  };
  const view = state.lost ? ended : views[state.stage];
  content.replaceChildren(...view(state).filter(Boolean));
  for (const id of open) { const found = document.getElementById(id); if (found) found.open = true; }
  const heading = content.querySelector('h2');
  if (focused) {
    // Who works by keyboard stays where they were, or goes on from the new heading.
    const again = document.getElementById(focused) || heading;
    if (again === heading && heading) heading.tabIndex = -1;
    if (again) again.focus({ preventScroll: again === heading });
  }
  if (heading && announcer.textContent !== heading.textContent) announcer.textContent = heading.textContent;
  const lines = content.querySelector('.console');
  if (lines) lines.scrollTop = lines.scrollHeight;
  tick(state);
}

function tick(state) {
  const left = document.getElementById('left');
  if (!left || !state.codeExpires) return;
  const seconds = Math.max(0, Math.round((Date.parse(state.codeExpires) - Date.parse(state.now)) / 1000));
  left.textContent = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
}

function idle(state) {
  return [card('Sign in as Exchange administrator',
    element('p', {}, 'You get a code, sign in with it on Microsoft’s page, and come back here. The role Exchange Administrator is enough. We never see your password.'),
    partner(state),
    row(button('Connect', 'connect', signIn, 'primary', !state.ready)),
    state.ready ? null : element('p', { class: 'soft' }, 'This installation cannot connect organisations yet: its operator has to set AFTERWORD_STAMP_DOMAIN.'))];
}

function signIn() {
  keepInput();
  options = null;
  send('sign-in', customer ? { domain: customer } : null);
}

// Partners and guests sign in to an organisation that is not the account's own.
function partner(state) {
  const domain = customer === null ? state.domain || '' : customer;
  return element('details', { id: 'partner', open: Boolean(domain) }, element('summary', {}, 'You administer this organisation as its partner or guest'),
    element('div', { class: 'field' }, element('label', { for: 'customer' }, 'A domain of the organisation'),
      element('input', { id: 'customer', type: 'text', value: domain, autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'customer-hint' }),
      element('small', { id: 'customer-hint' }, 'Such as contoso.com. You then sign in to it and not to your own organisation. Leave it empty if your account belongs to it.')));
}

function starting() {
  return [card('Asking Microsoft for a code …', element('p', { class: 'soft' }, 'This takes a few seconds.'))];
}

function code(state) {
  const copier = button('Copy code', 'copy', () => copy(state.code, copier));
  return [card('Enter this code on Microsoft’s page',
    element('div', { class: 'row' }, element('span', { class: 'code', id: 'code' }, state.code), copier),
    element('p', {}, 'Open ', element('a', { href: state.link, target: '_blank', rel: 'noopener noreferrer', id: 'link' }, state.link),
      ', enter the code and sign in with your administrator’s account. The code is good for ', element('strong', { id: 'left' }, '…'), '.'),
    element('p', { class: 'soft' }, 'Give this code to nobody. It is shown in this browser only.'),
    row(button('Cancel', 'cancel', () => send('cancel'))))];
}

function reading(state) {
  return [who(state), card('Reading what there is in your organisation …', element('p', { class: 'soft' }, 'Nothing is changed.'))];
}

function who(state) {
  if (!state.account) return null;
  return card(state.lost || state.stage === 'ENDED' ? 'You were signed in' : 'Signed in', element('dl', { class: 'facts' },
    element('dt', {}, 'Account'), element('dd', { id: 'account' }, state.account),
    element('dt', {}, 'Organisation'), element('dd', {}, state.organization || '…'),
    element('dt', {}, 'Tenant id'), element('dd', {}, state.tenant),
    element('dt', {}, 'Domains'), element('dd', { id: 'domains' }, (state.domains || []).join(', ') || '…')),
    row(button(state.stage === 'PLANNED' && !state.known ? 'Not you? Sign out' : 'Sign out', 'cancel', () => send('cancel'))));
}

function planTable(state) {
  const rows = (state.plan || []).filter(step => step.action !== 'warn');
  const words = { create: 'Create', change: 'Change', remove: 'Remove', leave: 'In order' };
  return element('div', { class: 'table' }, element('table', { class: 'plan', id: 'plan' },
    element('thead', {}, element('tr', {}, element('th', {}, 'What'), element('th', {}, 'Object'), element('th', {}, 'Why and how'))),
    element('tbody', {}, rows.map((step, index) => element('tr', {},
      element('td', {}, element('span', { class: 'chip ' + step.action }, words[step.action])),
      element('td', {}, element('strong', {}, step.name), element('div', { class: 'soft' }, step.kind)),
      element('td', {}, step.why, step.details ? values(step, index) : null))))));
}

function values(step, index) {
  const old = step.details.some(detail => detail.old != null);
  return element('details', { id: 'values-' + index }, element('summary', {}, step.details.length + (step.details.length === 1 ? ' value' : ' values')),
    element('table', {}, element('tbody', {}, step.details.map(detail => element('tr', {},
      element('td', {}, detail.parameter), old ? element('td', {}, detail.old + ' →') : null, element('td', {}, detail.new))))));
}

function warnings(state) {
  return (state.plan || []).filter(step => step.action === 'warn').map(step => element('p', { class: 'notice warn' }, step.why));
}

// All mail for the outside goes through servers of the organisation's own.
const isCentral = state => (state.plan || []).some(step => step.warning === 'CENTRALIZED_MAIL_TRANSPORT');

const waits = state => !state.enabled && (state.waitsFor || []).length > 0;

// Nobody has chosen yet what becomes of signed mail then.
const isUndecided = state => isCentral(state) && state.choices.ownServers === 'undecided' && !state.enabled;

// What is wrong with the pilot group, as the plan warns of it or as an order was refused for it.
const groupFault = (state, group) => ((state.plan || []).find(step => step.warning === 'PILOT_GROUP') || {}).why
  || (group && (state.problem || '').includes(group) ? state.problem : '');

const OWN_SERVERS = [
  ['undecided', 'Not chosen yet: the rule is not enabled'],
  ['send-on', 'Send it on to our own servers: adds a connector and a rule'],
  ['leave', 'Leave its way to Exchange Online: it may not pass our own servers']
];

function choices(state) {
  const now = options || state.choices;
  const field = (id, label, type, value, hint, wrong) => element('div', { class: 'field' }, element('label', { for: id }, label),
    element('input', { id, type, value, 'aria-describedby': id + '-hint', 'aria-invalid': wrong ? 'true' : null }),
    element('small', { id: id + '-hint', class: wrong ? 'wrong' : null }, wrong || hint));
  const check = (id, label, value, hint) => element('div', { class: 'field check' },
    element('input', { id, type: 'checkbox', checked: value, 'aria-describedby': id + '-hint' }),
    element('div', {}, element('label', { for: id }, label), element('small', { id: id + '-hint' }, hint)));
  return element('details', { id: 'options', open: Boolean(isUndecided(state) || groupFault(state, now.pilotGroup)) }, element('summary', {}, 'Options'), element('fieldset', {},
    field('pilotGroup', 'Pilot group', 'email', now.pilotGroup, 'The address of a group: only its members’ mail is signed. Start with one; leave it empty for everybody.', groupFault(state, now.pilotGroup)),
    field('sizeLimitKilobytes', 'Size limit in KB', 'number', now.sizeLimitKilobytes, 'Mail of this size and more is delivered unsigned. 26624 KB is usual.'),
    check('recallExceptions', 'Leave message recall alone', now.recallExceptions, 'Adds two rules. For organisations that use recall a lot.'),
    element('div', { class: 'field', hidden: !isCentral(state) }, element('label', { for: 'ownServers' }, 'Signed mail for the outside'),
      element('select', { id: 'ownServers', 'aria-describedby': 'ownServers-hint' }, OWN_SERVERS.map(([value, text]) =>
        element('option', { value, selected: value === now.ownServers }, text))),
      element('small', { id: 'ownServers-hint' }, 'Your mail for the outside goes through your own servers. Signed mail may not: it is uncertain how Exchange Online counts it.')),
    check('richTextOff', 'Send no rich text (winmail.dat)', now.richTextOff, 'Outlook’s rich text cannot be signed. Without it votes have no buttons, tasks arrive as plain mail and message recall fails, inside your organisation too.'),
    check('richTextInside', 'But keep rich text for our own domains', now.richTextInside, 'Votes, tasks and message recall then work inside. Mail between your own people is not signed.'),
    field('prefix', 'Names begin with', 'text', now.prefix, 'All objects that are created have this in their name.'),
    row(button('Show the plan with these options', 'replan', () => send('plan', chosen(state))))));
}

function chosen(state) {
  keepInput();
  return options || state.choices;
}

function keepInput() {
  const value = id => document.getElementById(id);
  if (value('customer')) customer = value('customer').value.trim();
  if (!value('pilotGroup')) return;
  options = {
    pilotGroup: value('pilotGroup').value.trim(),
    sizeLimitKilobytes: Number(value('sizeLimitKilobytes').value),
    recallExceptions: value('recallExceptions').checked,
    richTextOff: value('richTextOff').checked,
    richTextInside: value('richTextInside').checked,
    ownServers: value('ownServers').value,
    prefix: value('prefix').value
  };
}

function drift(state) {
  if (!(state.drift || []).length) return null;
  return element('div', { class: 'notice bad', id: 'drift' }, element('strong', {}, 'Your organisation has changed since it was connected'),
    element('ul', {}, state.drift.map(text => element('li', {}, text))));
}

function notices(state) {
  if (!(state.notices || []).length) return null;
  return element('div', { class: 'notice bad', id: 'notices' }, state.notices.map(text => element('p', {}, text)));
}

// Mail is held up or refused as long as the rule is on.
function disableFirst(state) {
  if (!state.disableFirst) return null;
  return card('Disable the rule first', element('p', {}, 'As long as it is on, mail goes to the signature service and cannot come back:'),
    reasons(state), element('p', { class: 'soft' }, 'Without it mail goes out as before, unsigned. Exchange Online’s servers learn of that within an hour.'),
    row(button('Disable the rule', 'disable', () => send('disable'), 'primary', state.busy)));
}

const waiting = state => waits(state) ? element('div', { class: 'notice warn', id: 'waits' }, element('strong', {}, 'Enabling waits for this'), reasons(state)) : null;

const reasons = state => element('ul', {}, (state.waitsFor || []).map(text => element('li', {}, text)));

function planned(state) {
  const some = (state.plan || []).some(step => step.action === 'create');
  return [disableFirst(state), who(state), notices(state), drift(state), card(state.known ? 'Put it right' : state.begun ? 'What is left to do' : 'This will be done',
    state.begun ? waiting(state) : null, ...warnings(state), planTable(state), choices(state),
    row(button(state.stage === 'FAILED' ? 'Try again' : some && !state.known ? 'Create' : 'Apply', 'create', () => send('create', chosen(state)), state.disableFirst ? '' : 'primary', state.busy),
      state.enabled && !state.disableFirst ? button('Disable the rule', 'disable', () => send('disable'), '', state.busy) : null,
      state.begun || state.stage === 'FAILED' ? button('Remove', 'remove', remove, 'danger', state.busy) : null)),
    log(state), byHand(state)];
}

function working(state) {
  const words = { create: 'Creating …', enable: 'Enabling …', disable: 'Disabling …', 'change-code': 'Changing the code …', remove: 'Removing …', plan: 'Planning …', check: 'Looking …' };
  return [who(state), card(words[state.working] || 'Working …', lines(state) || element('p', { class: 'soft' }, 'Reading …'))];
}

function lines(state) {
  if (!(state.console || []).length) return null;
  return element('ol', { class: 'console', id: 'console', tabindex: '0', 'aria-label': 'What is done' }, state.console.map(line =>
    element('li', { class: line.state }, line.text + (line.milliseconds != null ? '  (' + line.milliseconds + ' ms)' : ''))));
}

const log = state => (state.console || []).length ? card('What was done', lines(state)) : null;

function created(state) {
  return [disableFirst(state), notices(state), drift(state), state.disableFirst ? null : state.enabled
    ? element('p', { class: 'notice good', id: 'connected' }, element('strong', {}, 'Connected'), (state.domains || []).join(', '))
    : element('p', { class: 'notice good', id: 'ready' }, element('strong', {}, 'Everything is created'), 'The rule is disabled: mail flows as before until you enable it.'),
    state.disableFirst ? null : state.enabled ? testing(state) : card(waits(state) ? 'Enable the rule' : 'Enable the rule now?',
      waiting(state),
      element('p', {}, 'From then on mail goes through the signature service. Exchange Online’s servers learn of new connectors within 15 minutes and of rules within an hour; enabling now is safe, or come back later.'),
      state.choices.pilotGroup ? null : element('p', { class: 'soft', id: 'pilot-first' }, 'Start with a pilot group, in the options below, and make it larger day by day: when the mail through a new connector rises all at once, Exchange Online can block it (550 5.7.711).'),
      row(button('Enable', 'enable', () => send('enable'), 'primary', state.busy || waits(state)))),
    who(state),
    card('Your objects', ...warnings(state), planTable(state), choices(state), row(
      button('Check again', 'check', () => send('check'), '', state.busy),
      state.enabled && !state.disableFirst ? button('Disable the rule', 'disable', () => send('disable'), '', state.busy) : null,
      button('Change the routing code', 'change-code', changeCode, '', state.busy),
      button('Remove everything', 'remove', remove, 'danger', state.busy))),
    log(state), byHand(state)];
}

function testing(state) {
  const test = state.test;
  const stages = [['Received', Boolean(test)], ['Signed', test && test.decision === 'signed'], ['Returned', Boolean(test && test.outcome)], ['Accepted by your organisation', test && test.outcome === 'accepted']];
  return card('Test',
    state.testSince
      ? element('p', {}, test ? 'Your mail has been here.' : 'Now send a mail from a mailbox of yours to any address. Waiting for it …')
      : element('p', {}, 'Press Test, then send a mail from a mailbox of yours. You see here what becomes of it.'),
    state.testSince ? element('ul', { class: 'progress', id: 'test' }, stages.map(([text, done]) => element('li', { class: done ? 'done' : '' }, text))) : null,
    test ? element('p', { id: 'test-result' }, element('strong', {}, test.decision === 'signed' ? 'Signed. ' : 'Not signed. '), test.why + ' ',
      element('span', { class: 'soft' }, ['queued', 'signed', 'returned'].filter(step => step in (test.milliseconds || {})).map(step => step + ' ' + test.milliseconds[step] + ' ms').join(', '))) : null,
    row(button(state.testSince ? 'Test again' : 'Test', 'start-test', () => send('test'), state.testSince ? '' : 'primary')));
}

function changeCode() {
  if (confirm('Give your organisation another routing code? Mail goes on being signed; what is on its way with the old code is taken too. A script that you have downloaded holds the old one: download it again.')) send('change-code');
}

function remove() {
  if (confirm('Remove everything of Afterword from this organisation? What was changed is restored. Mail then goes out without a signature.')) send('remove');
}

function removed(state) {
  return [element('p', { class: 'notice good', id: 'removed' }, element('strong', {}, 'Removed'), 'Your organisation is as it was before.'),
    log(state), card('Connect again?', row(button('New code', 'connect', signIn, 'primary')))];
}

function ended(state) {
  if (state.newCodeHelps === false && !state.lost) {
    return [byHand(state), card('When that has been changed', element('p', {}, 'Until then a new code ends the same way.'), partner(state),
      row(button('Try a new code', 'connect', signIn))), who(state), log(state)];
  }
  return [card('Go on with a new code', element('p', {}, 'The sign-in is over. A new one continues where this one stopped.'), partner(state),
    row(button('New code', 'connect', signIn, 'primary'))), who(state), log(state), byHand(state)];
}

// The guide and the script: the same values, for those who cannot or would not sign in here.
function byHand(state) {
  if (!state.hasValues) return card('Without signing in here', element('p', { class: 'soft' },
    'If codes are blocked in your organisation, the operator of this service gives you a script that does the same with your own sign-in, in PowerShell. Name one of its domains to them, such as contoso.onmicrosoft.com: the script is for that organisation alone.'));
  return card('By script or by hand', element('p', { class: 'soft' },
    'The same with your own tools, for ' + organisation(state) + ' alone: the script stops in any other. Both hold its secret code: do not pass them on.'),
    row(element('a', { class: 'button', id: 'script', href: 'connect/script', download: true }, 'Download the script'),
      button(guide ? 'Hide the guide' : 'Show the guide', 'guide', toggleGuide)),
    element('details', { id: 'run' }, element('summary', {}, 'How to run the script'),
      element('p', {}, 'In a fresh window of Windows PowerShell or PowerShell 7, in the folder of the script. The second line is for this window alone.'),
      element('pre', { tabindex: '0', 'aria-label': 'What to type' }, [...RUN, 'Connect-ExchangeOnline' + (state.domain ? ' -DelegatedOrganization ' + (state.initialDomain || state.domain) : ''), '.\\connect-afterword.ps1 -WhatIf', '.\\connect-afterword.ps1'].join('\n'))),
    guide ? element('div', { class: 'guide', id: 'manual' }, guide.map(section)) : null);
}

const organisation = state => state.initialDomain ? state.organization + ' (' + state.initialDomain + ')' : state.organization;

const RUN = ['Unblock-File .\\connect-afterword.ps1', 'Set-ExecutionPolicy RemoteSigned -Scope Process -Force'];

async function toggleGuide() {
  if (guide) guide = null;
  else {
    const response = await fetch('connect/guide');
    const answer = await response.json();
    if (!response.ok) { notice(answer.detail, ''); return; }
    guide = answer;
  }
  last = '';
  poll(0);
}

function section(one) {
  return [element('h3', {}, one.title), element('p', { class: 'soft' }, one.purpose), element('div', { class: 'table' }, element('table', {}, element('tbody', {}, one.items.map(item => {
    const copier = button('Copy', null, () => copy(item.value, copier));
    copier.setAttribute('aria-label', 'Copy ' + item.parameter);
    return element('tr', {}, element('td', {}, item.label, element('div', { class: 'soft' }, item.parameter)),
      element('td', {}, element('code', {}, item.value)), element('td', {}, copier));
  }))))];
}

document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(0); });
poll(0);
