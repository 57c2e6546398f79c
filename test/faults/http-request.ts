import { Agent, request } from 'node:http';
import type { Answer, RequestOptions } from '@keelson/testing';

const usualLimitMs = 15_000;
const agent = new Agent({ keepAlive: true });

/**
 * One request over a connection that may break at any moment. Node's own client: it does no more than is asked, and the
 * driver shares its processor with what it kills.
 * @throws Error when there is no answer within `limitMs` milliseconds; the connection is gone then
 */
export function sendRequest(
  method: string,
  url: string,
  { token, body, headers }: RequestOptions,
  limitMs = usualLimitMs,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const sent = request(url, {
      method,
      agent,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(json),
        }),
        ...headers,
      },
    });
    const timer = setTimeout(() => sent.destroy(new Error('There was no answer.')), limitMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    sent.on('error', fail);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', fail);
      response.on('close', () => {
        clearTimeout(timer);
        if (!response.complete) return reject(new Error('The answer broke off.'));
        const isJson = /[/+]json\b/.test(response.headers['content-type'] ?? '');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Answer['headers'],
          text,
          json: isJson && text ? JSON.parse(text) : null,
        });
      });
    });
    sent.end(json);
  });
}
