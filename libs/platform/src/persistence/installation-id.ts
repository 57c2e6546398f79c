/** Stands for the installation itself where a row belongs to no organization: the nil UUID (RFC 9562). */
export const installationId = '00000000-0000-0000-0000-000000000000';
