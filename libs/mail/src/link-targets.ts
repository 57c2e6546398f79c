import { Injectable } from '@nestjs/common';

/** Where links in mails may lead: below PUBLIC_URL, and to front ends that settings name. */
@Injectable()
export class LinkTargets {
  private readonly targets: URL[] = [];

  /** Called while modules are initialized. @param url as a setting gives it; what is below it is allowed as well */
  allow(url: string): void {
    this.targets.push(new URL(url));
  }

  includes(link: string): boolean {
    if (!URL.canParse(link)) return false;
    const url = new URL(link);
    return url.username + url.password === '' && this.targets.some((target) => isBelow(url, target));
  }
}

function isBelow(url: URL, target: URL): boolean {
  // `URL` has resolved dots in the path, so that it cannot climb out again.
  const folder = target.pathname.replace(/\/*$/, '/');
  return (
    /^https?:$/.test(url.protocol) &&
    url.origin === target.origin &&
    (url.pathname === target.pathname || url.pathname.startsWith(folder))
  );
}
