/** Not `jwt`: strategies are known to the whole process, which a test shares with Keelson. */
export const strategy = 'naive';
