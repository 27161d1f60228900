import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { register } from 'node:module';
import { test } from 'node:test';

// lit-html and marked are unpacked by Maven: mvn -pl chat-web process-resources
const vendor = new URL('../../../target/vendor/', import.meta.url);
const skip = existsSync(vendor) ? false : 'nothing in chat-web/target/vendor yet';

const hooks = `export function resolve(specifier, context, next) {
  const [, vendored] = /\\/vendor\\/(.*)$/.exec(specifier) ?? [];
  return vendored && !specifier.startsWith('file:') ? next(${JSON.stringify(vendor.href)} + vendored, context) : next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

// As much of a document as lit-html looks at before it draws, which it does not do here.
Object.assign(globalThis, {
  document: { createTreeWalker() {}, createComment() {} },
  Document: class {},
  HTMLElement: class {},
  ShadowRoot: class {},
  CSSStyleSheet: class {},
  customElements: { define() {} },
});

const { formatted, isJumbo, loadMarkdown, markdownReady, mentionsOf } = skip
  ? {}
  : await import('../../main/resources/META-INF/resources/chat/assets/ui/markdown.js');
await loadMarkdown?.();

/** A template as text: what was written by us as it is, what was written by strangers between ⟦ and ⟧. */
function flat(value) {
  if (Array.isArray(value)) return value.map(flat).join('');
  if (value?.strings) return value.strings.map((part, i) => part + (i < value.values.length ? flat(value.values[i]) : '')).join('');
  return typeof value === 'symbol' ? '' : `⟦${value}⟧`;
}

const read = (text, reading) => flat(formatted(text, reading));

test('plain words are one paragraph', { skip }, () => {
  assert.ok(markdownReady());
  assert.equal(read('hello, world'), '<p>⟦hello, world⟧</p>');
});

test('structure becomes templates', { skip }, () => {
  assert.equal(read('**a** *b* ~~c~~ `d`'), '<p><strong>⟦a⟧</strong>⟦ ⟧<em>⟦b⟧</em>⟦ ⟧<del>⟦c⟧</del>⟦ ⟧<code dir="ltr">⟦d⟧</code></p>');
  assert.equal(read('- a\n- b'), '<ul><li>⟦a⟧</li><li>⟦b⟧</li></ul>');
  assert.equal(read('> q'), '<blockquote><p>⟦q⟧</p></blockquote>');
  assert.equal(read('```js\nx < 1\n```'), '<pre dir="ltr"><code>⟦x < 1⟧</code></pre>');
});

for (const text of ['<img src=x onerror=alert(1)>', '*x* <script>alert(1)</script>', '<b>x</b> `y`', '- <svg onload=1>']) {
  test(`markup of strangers stays theirs: ${text}`, { skip }, () => {
    const ours = read(text).replace(/⟦[^⟧]*⟧/g, '');
    assert.doesNotMatch(ours, /<(?:img|script|svg|b)\b/);
  });
}

for (const href of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', 'file:///etc']) {
  test(`no link to ${href}`, { skip }, () => {
    assert.doesNotMatch(read(`[click](${href})`), /<a/);
  });
}

test('links say where they lead and lead out safely', { skip }, () => {
  assert.match(read('https://example.org/?a=1&b=2'), /<a href=⟦https:\/\/example\.org\/\?a=1&b=2⟧ title=/);
  assert.match(read('[x](https://example.org)'), /rel="noopener noreferrer nofollow"/);
  assert.doesNotMatch(read('https://chat.test/#lobby/7', { page: 'https://chat.test/' }), /_blank/);
});

test('what is not supported is shown as it was typed', { skip }, () => {
  assert.match(read('| a | b |\n|---|---|\n| 1 | `2` |'), /⟦\| a \| b \|\n\|---\|---\|\n\| 1 \| `2` \|⟧/);
  assert.equal(read('    four `spaces`'), '<p>⟦    four `spaces`⟧</p>');
});

test('mentions of those who are here stand out, longer names first', { skip }, () => {
  const reading = { mentions: mentionsOf(['Ann', 'Ann Lee', 'a.b(c)']), me: 'ann lee' };
  assert.equal(read('hi @Ann Lee', reading), '<p>⟦hi ⟧<span class=⟦mention me⟧>⟦@Ann Lee⟧</span>⟦⟧</p>');
  assert.match(read('hi @ann!', reading), /<span class=⟦mention⟧>⟦@ann⟧/);
  assert.doesNotMatch(read('hi @anne', reading), /<span/);
  assert.match(read('@a.b(c)', reading), /<span/);
  assert.doesNotMatch(read('mail@ann', reading), /<span/);
});

test('a few emoji alone are shown large', { skip }, () => {
  assert.ok(isJumbo('🎉'));
  assert.ok(isJumbo('👩‍🚀 🏳️‍🌈'));
  assert.ok(!isJumbo('🎉 yes'));
  assert.ok(!isJumbo('12'));
  assert.ok(!isJumbo('🎉🎉🎉🎉'));
});

const hostile = {
  brackets: '['.repeat(4000),
  stars: '*a '.repeat(1300),
  'few stars': '*a '.repeat(250),
  quotes: '> '.repeat(2000),
  'deep quotes': '>'.repeat(200),
  underscores: '_a '.repeat(1300),
  backslashes: '\\'.repeat(4000),
  fences: '```'.repeat(1300),
  lists: Array.from({ length: 60 }, (_, i) => `${' '.repeat(i * 2)}- x`).join('\n'),
};
for (const [name, text] of Object.entries(hostile)) {
  test(`hostile text takes no time: ${name}`, { skip }, () => {
    const begun = performance.now();
    read(text);
    assert.ok(performance.now() - begun < 250);
  });
}

test('long code in a fence is code, whatever is in it', { skip }, () => {
  assert.match(read('```\n' + '<a href="*">_</a>\n'.repeat(100) + '```'), /^<pre/);
});

test('every sign that a name may hold can be mentioned', () => {
  for (let code = 33; code < 127; code++) {
    const name = `a${String.fromCharCode(code)}b`;
    const pattern = mentionsOf([name, 'Mia']);
    assert.deepEqual(`hi @${name}, hi`.split(pattern), ['hi ', `@${name}`, ', hi'], name);
  }
});
