/** A browser as the server sees it: keeps its cookie, sends the page's token with each change. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: LightMyRequestResponse['headers'];
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly body: any;
}

export class Browser {
  readonly app: FastifyInstance;
  readonly ip: string;
  cookie: string | undefined;
  csrf = '';
  key: string | undefined;

  constructor(app: FastifyInstance, ip = '198.51.100.7') {
    this.app = app;
    this.ip = ip;
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.app.inject({
      method: method as 'GET',
      url: path.startsWith('/api/') ? path : `/api/v1${path}`,
      remoteAddress: this.ip,
      headers: {
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...(this.key === undefined ? {} : { authorization: `Bearer ${this.key}` }),
        ...(method === 'GET'
          ? {}
          : { 'x-csrf-token': this.csrf, origin: 'http://localhost:4200', host: 'localhost:4200' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const set = answer.headers['set-cookie'];
    if (typeof set === 'string') this.cookie = set.split(';')[0];
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      text: answer.body,
      headers: answer.headers,
      body: isJson && answer.body !== '' ? JSON.parse(answer.body) : undefined,
    };
  }

  get = (path: string, headers?: Record<string, string>): Promise<Answer> => this.send('GET', path, undefined, headers);
  post = (path: string, body: unknown = {}, headers?: Record<string, string>): Promise<Answer> =>
    this.send('POST', path, body, headers);

  /** Reads the page's token, as the app does when it opens. */
  async open(): Promise<Answer> {
    const session = await this.get('/session');
    this.csrf = session.body?.csrf_token ?? '';
    return session;
  }

  async signIn(email: string, password: string): Promise<Answer> {
    const answer = await this.post('/session', { email, password });
    if (answer.status === 200) await this.open();
    return answer;
  }
}

export const PASSWORD = 'lamp river seventeen';

export const COMPANY = {
  name: '上海测试贸易有限公司',
  language: 'zh-CN',
  currency: 'CNY',
  time_zone: 'Asia/Shanghai',
  country: 'CN',
};

/** Invites a person, accepts for her, and gives her browser. */
export async function hire(
  admin: Browser,
  person: { email: string; name: string; roles: string[]; team_id?: string | null },
  password = PASSWORD,
): Promise<{ id: string; browser: Browser }> {
  const invited = await admin.post('/users', person);
  if (invited.status !== 201) throw new Error(`invite: ${invited.text}`);
  const browser = new Browser(admin.app, admin.ip);
  const accepted = await browser.post('/invites/accept', { token: invited.body.link.split('#')[1], password });
  if (accepted.status !== 200) throw new Error(`accept: ${accepted.text}`);
  await browser.open();
  return { id: invited.body.id, browser };
}
