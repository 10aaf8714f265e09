/** Names that Slack's picker inserts, each before its character. */
const names = `
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ heavy_multiplication_x ✖️
warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 construction 🚧 rotating_light 🚨 sos 🆘 boom 💥 zap ⚡ fire 🔥
lock 🔒 unlock 🔓 closed_lock_with_key 🔐 key 🔑 old_key 🗝️ shield 🛡️ detective 🕵️ ghost 👻 bug 🐛 wrench 🔧 hammer 🔨
hammer_and_wrench 🛠️ gear ⚙️ toolbox 🧰 link 🔗 chains ⛓️ electric_plug 🔌 battery 🔋 satellite_antenna 📡 bulb 💡
hourglass_flowing_sand ⏳ hourglass ⌛ stopwatch ⏱️ timer_clock ⏲️ alarm_clock ⏰ watch ⌚ clock1 🕐 clock2 🕑 clock3 🕒 clock9 🕘
calendar 📆 date 📅 spiral_calendar_pad 🗓️ mag 🔍 mag_right 🔎 eyes 👀 eye 👁️ bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢
speech_balloon 💬 thought_balloon 💭 left_speech_bubble 🗨️ email 📧 envelope ✉️ incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤
package 📦 memo 📝 pencil ✏️ pencil2 ✏️ scroll 📜 page_facing_up 📄 page_with_curl 📃 clipboard 📋 bookmark_tabs 📑 card_index 📇
file_folder 📁 open_file_folder 📂 card_file_box 🗃️ file_cabinet 🗄️ wastebasket 🗑️ paperclip 📎 pushpin 📌 round_pushpin 📍
bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 computer 💻 desktop_computer 🖥️ keyboard ⌨️ iphone 📱
phone ☎️ telephone_receiver 📞 floppy_disk 💾 cd 💿 tv 📺 camera 📷 globe_with_meridians 🌐 earth_africa 🌍 earth_americas 🌎
earth_asia 🌏 world_map 🗺️ house 🏠 office 🏢 hospital 🏥 school 🏫 factory 🏭 door 🚪 airplane ✈️ train 🚆 car 🚗 bike 🚲 ship 🚢
rocket 🚀 robot_face 🤖 wave 👋 raised_hand ✋ hand ✋ ok_hand 👌 point_up ☝️ point_down 👇 point_left 👈 point_right 👉
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 pray 🙏 raised_hands 🙌 muscle 💪 handshake 🤝 fingers_crossed 🤞
bust_in_silhouette 👤 busts_in_silhouette 👥 smile 😄 smiley 😃 grinning 😀 grin 😁 slightly_smiling_face 🙂 wink 😉 blush 😊
joy 😂 laughing 😆 sweat_smile 😅 thinking_face 🤔 neutral_face 😐 confused 😕 worried 😟 disappointed 😞 cry 😢 sob 😭 angry 😠
rage 😡 scream 😱 sleeping 😴 zzz 💤 sunglasses 😎 partying_face 🥳 tada 🎉 confetti_ball 🎊 trophy 🏆 medal 🏅 star ⭐ star2 🌟
sparkles ✨ heart ❤️ broken_heart 💔 100 💯 coffee ☕ pizza 🍕 beer 🍺 cake 🍰 sunny ☀️ cloud ☁️ umbrella ☔ snowflake ❄️ rainbow 🌈
arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_forward ▶️ rewind ⏪ fast_forward ⏩ leftwards_arrow_with_hook ↩️
arrow_right_hook ↪️ arrows_counterclockwise 🔄 arrows_clockwise 🔃 repeat 🔁 double_vertical_bar ⏸️ black_square_for_stop ⏹️
large_green_circle 🟢 large_yellow_circle 🟡 large_orange_circle 🟠 red_circle 🔴 large_blue_circle 🔵 white_circle ⚪
black_circle ⚫ large_green_square 🟩 large_yellow_square 🟨 large_red_square 🟥 information_source ℹ️ question ❓ grey_question ❔
exclamation ❗ heavy_exclamation_mark ❗ grey_exclamation ❕ bangbang ‼️ heavy_plus_sign ➕ heavy_minus_sign ➖ new 🆕 free 🆓
up 🆙 cool 🆒 ok 🆗 id 🆔 copyright ©️ registered ®️ tm ™️ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣
`;

/** By name. A name that is not listed is shown as it was written, as Slack shows a name that it does not know. */
export const emoji: ReadonlyMap<string, string> = new Map(
  [...names.matchAll(/(\S+) (\S+)/g)].map(([, name = '', character = '']) => [name, character]),
);
