import { parseArgs } from 'node:util';
import { tellTheDay } from './day.js';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000/graphql' },
    sme: { type: 'string', default: 'sales@demo-switch.example' },
    buyer: { type: 'string', default: 'buyer@demo-grid.example' },
    password: { type: 'string', default: 'gonglian-demo' },
  },
});

await tellTheDay({
  url: values.url,
  sme: { email: values.sme, password: values.password },
  buyer: { email: values.buyer, password: values.password },
  // Its own each time: what was said on a match is never said twice.
  label: new Date().toISOString().slice(0, 19),
  say: (line) => console.log(line),
});
