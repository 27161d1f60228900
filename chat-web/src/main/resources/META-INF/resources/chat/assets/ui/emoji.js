// @ts-check

/** The shortcodes people type most, in the order they are offered. */
const CODES = `
smile 😄 joy 😂 rofl 🤣 smiley 😃 grin 😁 wink 😉 blush 😊 slight_smile 🙂 upside_down 🙃 heart_eyes 😍 star_struck 🤩
kissing_heart 😘 yum 😋 stuck_out_tongue 😛 zany 🤪 hugs 🤗 thinking 🤔 shush 🤫 raised_eyebrow 🤨 neutral 😐
expressionless 😑 smirk 😏 unamused 😒 roll_eyes 🙄 grimacing 😬 relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 mask 😷
sick 🤢 exploding_head 🤯 cowboy 🤠 partying 🥳 sunglasses 😎 nerd 🤓 confused 😕 worried 😟 frown 🙁 open_mouth 😮
astonished 😲 flushed 😳 pleading 🥺 cry 😢 sob 😭 scream 😱 tired 😫 yawn 🥱 triumph 😤 angry 😠 rage 😡 cursing 🤬
skull 💀 poop 💩 clown 🤡 ghost 👻 alien 👽 robot 🤖 cat 🐱 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔
sparkling_heart 💖 100 💯 boom 💥 dizzy 💫 dash 💨 zzz 💤 wave 👋 ok_hand 👌 pinch 🤏 v ✌️ crossed_fingers 🤞 metal 🤘
call_me 🤙 point_left 👈 point_right 👉 point_up 👆 point_down 👇 thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 fist ✊ punch 👊
clap 👏 raised_hands 🙌 open_hands 👐 handshake 🤝 pray 🙏 writing_hand ✍️ muscle 💪 brain 🧠 eyes 👀 eye 👁️ tongue 👅
baby 👶 shrug 🤷 facepalm 🤦 bow 🙇 dancer 💃 runner 🏃 family 👪 dog 🐶 mouse 🐭 fox 🦊 bear 🐻 panda 🐼 tiger 🐯 lion 🦁
cow 🐮 pig 🐷 frog 🐸 monkey 🐵 chicken 🐔 penguin 🐧 bird 🐦 owl 🦉 bee 🐝 bug 🐛 butterfly 🦋 snail 🐌 turtle 🐢 snake 🐍
octopus 🐙 fish 🐟 whale 🐳 shark 🦈 unicorn 🦄 horse 🐴 dragon 🐉 cactus 🌵 tree 🌳 herb 🌿 four_leaf_clover 🍀
mushroom 🍄 rose 🌹 sunflower 🌻 blossom 🌼 tulip 🌷 sun ☀️ moon 🌙 star ⭐ star2 🌟 sparkles ✨ zap ⚡ fire 🔥 rainbow 🌈
cloud ☁️ rain 🌧️ snowflake ❄️ snowman ⛄ ocean 🌊 apple 🍎 banana 🍌 grapes 🍇 strawberry 🍓 cherries 🍒 peach 🍑
avocado 🥑 carrot 🥕 corn 🌽 bread 🍞 cheese 🧀 egg 🥚 bacon 🥓 pizza 🍕 hamburger 🍔 fries 🍟 taco 🌮 sushi 🍣 ramen 🍜
cookie 🍪 cake 🍰 birthday 🎂 candy 🍬 doughnut 🍩 coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine 🍷 cocktail 🍸 champagne 🍾
clinking 🥂 soccer ⚽ basketball 🏀 tennis 🎾 trophy 🏆 medal 🏅 dart 🎯 game 🎮 dice 🎲 art 🎨 guitar 🎸 headphones 🎧
microphone 🎤 movie 🎬 tada 🎉 confetti 🎊 balloon 🎈 gift 🎁 car 🚗 bus 🚌 bike 🚲 train 🚆 airplane ✈️ rocket 🚀 ship 🚢
anchor ⚓ house 🏠 office 🏢 tent ⛺ world 🌍 map 🗺️ mountain ⛰️ beach 🏖️ watch ⌚ phone 📱 laptop 💻 keyboard ⌨️
computer 🖥️ printer 🖨️ camera 📷 tv 📺 bulb 💡 battery 🔋 plug 🔌 wrench 🔧 hammer 🔨 gear ⚙️ link 🔗 lock 🔒 key 🔑
package 📦 mailbox 📫 email 📧 memo 📝 book 📖 books 📚 calendar 📅 chart 📈 chart_down 📉 pushpin 📌 paperclip 📎
scissors ✂️ mag 🔍 bell 🔔 loudspeaker 📢 speech 💬 thought 💭 hourglass ⌛ alarm ⏰ stopwatch ⏱️ money 💰 gem 💎 shield 🛡️
bomb 💣 pill 💊 microscope 🔬 telescope 🔭 check ✅ x ❌ warning ⚠️ question ❓ exclamation ❗ stop 🛑 construction 🚧
recycle ♻️ infinity ♾️ up ⬆️ down ⬇️ left ⬅️ right ➡️ new 🆕 cool 🆒 ok 🆗 sos 🆘 flag 🏁 white_flag 🏳️ pirate 🏴‍☠️
`;

/** @type {Map<string, string>} shortcode to emoji */
export const emoji = new Map();

const entries = CODES.trim().split(/\s+/);
for (let i = 0; i < entries.length; i += 2) emoji.set(entries[i], entries[i + 1]);

/**
 * The shortcodes that fit what was typed, best first.
 * @param {string} typed without the colon
 * @param {number} [limit]
 * @returns {{code: string, emoji: string}[]}
 */
export function findEmoji(typed, limit = 6) {
  const needle = typed.toLowerCase();
  const begins = [];
  const holds = [];
  for (const [code, sign] of emoji) {
    const at = code.indexOf(needle);
    if (at === 0) begins.push({ code, emoji: sign });
    else if (at > 0) holds.push({ code, emoji: sign });
  }
  return [...begins, ...holds].slice(0, limit);
}

/** Replaces each known `:shortcode:`. @param {string} text */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (all, code) => emoji.get(code) ?? all);
