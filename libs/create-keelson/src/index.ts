export type { Choices } from './choices.js';
export { createApplication } from './create-application.js';
export { Refusal } from './refusal.js';
export { readTemplate, type Files } from './template.js';
