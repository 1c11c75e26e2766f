// The reference policy, policy.mops, by hand for Node.js.
//
//   node peer.js core|classes|e2e FOLDER OUT REPETITIONS
//
// core: events parsed before, as objects with their texts; classes: with texts resolved to numbers
// before, as the C and MOPS have them; e2e: from the text of events.jsonl to the final lines in
// OUT. Prints a line for each repetition, `TRACK EVENTS NANOSECONDS`.
'use strict';
const fs = require('fs');

const SENIORITY = new Map(['unknown', 'entry', 'senior', 'manager', 'director', 'vp', 'c_level']
  .map((name, i) => [name, i]));
const SOFTWARE = new Set(['software', 'fintech', 'saas']);
const FREE_MAIL = new Set(['gmail.com', 'yahoo.com', 'hotmail.com', 'outlook.com', 'aol.com',
  'icloud.com', 'proton.me', 'gmx.com', 'mail.com', 'live.com', 'msn.com', 'yandex.com']);

const TERRITORIES = {
  'us-west' : 'CA OR WA NV AZ HI AK',
  'us-southcentral' : 'TX OK LA AR NM',
  'us-northeast' : 'NY NJ CT MA PA RI NH VT ME',
  'us-midwest' : 'IL OH MI IN WI MN IA MO',
  'us-southeast' : 'FL GA NC SC VA TN AL'
};
const COUNTRIES = {
  canada : 'CA',
  uki : 'GB IE',
  dach : 'DE AT CH',
  'fr-benelux' : 'FR BE NL LU',
  nordics : 'SE NO DK FI IS',
  anz : 'AU NZ',
  apac : 'JP KR SG HK IN'
};
const byCode = lists => new Map(Object.entries(lists).flatMap(
    ([ name, codes ]) => codes.split(' ').map(code => [code, 'terr:' + name])));
const STATE = byCode(TERRITORIES), COUNTRY = byCode(COUNTRIES);
const IN_TURN = [ 1, 2, 3, 4, 5, 1, 6, 7, 8, 2, 1 ]; // weights 3, 2, 1 … 1
let turns = 0;

// ---- business hours: New York, Monday to Friday, 09:00 to 17:30, but for three holidays
// ----------

const DAY = 86400, HOUR = 3600, CLOSED = new Set([ 20472, 20598, 20637 ]);
const daysOf = (year, month, day) => Date.UTC(year, month - 1, day) / 1000 / DAY;

function nthSunday(year, month, nth) {
  const first = daysOf(year, month, 1);
  return first + (7 - (first + 4) % 7) % 7 + 7 * (nth - 1);
}

function behindUtc(instant) {
  const year = new Date(instant * 1000).getUTCFullYear();
  const summer = instant >= nthSunday(year, 3, 2) * DAY + 7 * HOUR &&
                 instant < nthSunday(year, 11, 1) * DAY + 6 * HOUR;
  return (summer ? 4 : 5) * HOUR;
}

function businessHoursLater(instant, left) {
  for (let day = Math.floor((instant - behindUtc(instant)) / DAY);; day++) {
    const weekday = (day + 4) % 7;
    if (weekday === 0 || weekday === 6 || CLOSED.has(day)) continue;
    const opens = day * DAY + 9 * HOUR + behindUtc(day * DAY + DAY / 2);
    const from = Math.max(opens, instant), closes = opens + 8.5 * HOUR;
    if (from >= closes) continue;
    if (left <= closes - from) return from + left;
    left -= closes - from;
  }
}

const textOf = instant => new Date(instant * 1000).toISOString().slice(0, 19) + 'Z';

// ---- the policy ---------------------------------------------------------------------------------

class Lead {
  constructor(facts) {
    this.id = facts.id;
    this.seniority = SENIORITY.get(facts.seniority);
    this.software = SOFTWARE.has(facts.company.industry);
    this.employees = facts.company.employees;
    this.freeMail = FREE_MAIL.has(facts.email.slice(facts.email.indexOf('@') + 1));
    this.inSalesProcess = facts.in_sales_process;
    this.consent = facts.consent;
    this.account = facts.account_owner;
    this.territory = facts.country === 'US' ? STATE.get(facts.state) : COUNTRY.get(facts.country);
    this.fit = this.readFit();
    this.start();
  }

  // As it is before its first event.
  start() {
    this.pricing = this.demo = this.caseStudy = this.webinar = this.compare = this.blog = 0;
    this.streaks = this.opens = 0;
    this.last = -1;
    this.engagement = 0;
    this.peak = 0;
    this.mql = false;
    this.route = this.due = null;
  }

  isMidSize() {
    return this.employees >= 50 && this.employees <= 500;
  }

  readFit() {
    return (this.seniority >= 5 ? 15 : 0) + (this.isMidSize() ? 10 : 0) + (this.software ? 10 : 0) -
      (this.freeMail ? 20 : 0) - (this.employees < 10 ? 10 : 0);
  }

  readEngagement(at) {
    if (this.last < 0) return 0;
    const points = 20 * Math.min(this.pricing, 3) + (this.demo ? 30 : 0) +
      10 * Math.min(this.caseStudy, 3) + 15 * Math.min(this.webinar, 2) + (this.compare ? 15 : 0) +
      2 * Math.min(this.blog, 10) + 5 * Math.min(this.streaks, 4) -
      2 * Math.floor((at - this.last) / 604800);
    return points < 0 ? 0 : points > 100 ? 100 : points;
  }

  decide(at) {
    this.engagement = this.readEngagement(at);
    this.mql = this.seniority >= 4 && this.software && this.isMidSize() && this.engagement >= 50 &&
      !this.inSalesProcess && this.consent;
    if (this.engagement > this.peak) this.peak = this.engagement;
    if (this.mql && this.due === null) this.handOver(at);
  }

  handOver(at) {
    this.due = textOf(businessHoursLater(at, 4 * HOUR));
    if (this.account)
      this.route = this.account;
    else if (this.employees > 1000)
      this.route = 'pool:enterprise';
    else
      this.route = this.territory || 'rep-' + IN_TURN[turns++ % 11];
  }

  countPage(path) {
    if (path.startsWith('/pricing')) this.pricing++;
    else if (path.startsWith('/blog')) this.blog++;
    else if (path.startsWith('/compare')) this.compare++;
  }

  countOpen() {
    if (++this.opens < 3) return;
    this.streaks++;
    this.opens = 0;
  }

  apply(event, at) {
    const type = event.type;
    if (type === 'email_skip') {
      this.opens = 0;
    } else {
      this.last = at;
      if (type === 'page_view') this.countPage(event.path);
      else if (type === 'email_open') this.countOpen();
      else if (type === 'demo_request') this.demo++;
      else if (type === 'case_study_download') this.caseStudy++;
      else if (type === 'webinar_attended') this.webinar++;
    }
    this.decide(at);
  }

  applyKind(kind, at) {
    if (kind === 8) {
      this.opens = 0;
    } else {
      this.last = at;
      switch (kind) {
        case 1: this.pricing++; break;
        case 2: this.demo++; break;
        case 3: this.caseStudy++; break;
        case 4: this.webinar++; break;
        case 5: this.compare++; break;
        case 6: this.blog++; break;
        case 7: this.countOpen(); break;
      }
    }
    this.decide(at);
  }
}

const KINDS = { demo_request: 2, case_study_download: 3, webinar_attended: 4, email_open: 7,
  email_skip: 8 };

function kindOf(event) {
  if (event.type !== 'page_view') return KINDS[event.type] || 0;
  if (event.path.startsWith('/pricing')) return 1;
  if (event.path.startsWith('/compare')) return 5;
  return event.path.startsWith('/blog') ? 6 : 0;
}

// ---- files --------------------------------------------------------------------------------------

function eachLine(path, take) {
  const file = fs.openSync(path);
  const buffer = Buffer.allocUnsafe(1 << 22);
  let kept = 0;
  for (;;) {
    const end = kept + fs.readSync(file, buffer, kept, buffer.length - kept, null);
    if (end === kept) break;
    let start = 0, newline;
    while ((newline = buffer.indexOf(10, start)) >= 0 && newline < end) {
      take(buffer.utf8Slice(start, newline));
      start = newline + 1;
    }
    kept = end - start;
    buffer.copy(buffer, 0, start, end);
  }
  fs.closeSync(file);
}

function readAll(path) {
  const records = [];
  eachLine(path, line => records.push(JSON.parse(line)));
  return records;
}

const seconds = instant => Date.parse(instant) / 1000;

const quoted = text => text === null ? 'null' : '"' + text + '"';

function writeLines(path, leads) {
  fs.writeFileSync(
      path, leads
                .map(lead => '{"id":"' + lead.id + '","engagement":' + lead.engagement + ',"fit":' +
                             lead.fit + ',"mql":' + lead.mql + ',"route":' + quoted(lead.route) +
                             ',"due":' + quoted(lead.due) + ',"peak":' + lead.peak + '}\n')
                .join(''));
}

// ---- the tracks ---------------------------------------------------------------------------------

const [track, folder, out, repetitions] = process.argv.slice(2);
const leads = readAll(folder + '/leads.jsonl').map(facts => new Lead(facts));
const byId = new Map(leads.map(lead => [lead.id, lead]));

// One string object for each type, so that comparing types compares pointers.
const types = new Map();
function sameText(text) {
  if (!types.has(text)) types.set(text, text);
  return types.get(text);
}

let events = [];
if (track === 'core' || track === 'classes') {
  events = readAll(folder + '/events.jsonl').map(event => ({ lead: byId.get(event.lead),
    at: seconds(event.at), type: sameText(event.type), path: event.path, kind: kindOf(event) }));
}

const tracks = {
  core() {
    for (let i = 0; i < events.length; i++) events[i].lead.apply(events[i], events[i].at);
    return events.length;
  },
  classes() {
    for (let i = 0; i < events.length; i++) events[i].lead.applyKind(events[i].kind, events[i].at);
    return events.length;
  },
  e2e() {
    let count = 0;
    eachLine(folder + '/events.jsonl', line => {
      const event = JSON.parse(line);
      byId.get(event.lead).apply(event, seconds(event.at));
      count++;
    });
    writeLines(out, leads);
    return count;
  },
};

for (let i = 0; i < Number(repetitions); i++) {
  for (const lead of leads) lead.start();
  turns = 0;
  const start = process.hrtime.bigint();
  const count = tracks[track]();
  console.log(track, count, Number(process.hrtime.bigint() - start));
}
if (track !== 'e2e') writeLines(out, leads);
