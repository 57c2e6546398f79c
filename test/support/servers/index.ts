export { findChromium, type Chromium } from './chromium.js';
export { startNginx, type NginxOptions } from './nginx.js';
