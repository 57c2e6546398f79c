import { DomainError } from '@keelson/kernel';
import {
  Catch,
  HttpException,
  Injectable,
  type ArgumentMetadata,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

/** What a Nest engineer writes: ordinary parts with dependencies, and no knowledge of the kernel. */

/** Where the parts say that they were asked. */
@Injectable()
export class Logbook {
  readonly lines: string[] = [];
}

/** Lets nobody in who says that it is night. */
@Injectable()
export class DaytimeGuard implements CanActivate {
  constructor(private readonly log: Logbook) {}

  canActivate(context: ExecutionContext): boolean {
    this.log.lines.push(`guard ${context.getHandler().name}`);
    if (headerOf(context, 'x-time') === 'night') throw new HttpException('Come back by day.', 403);
    return true;
  }
}

/** A second one, for single methods. */
@Injectable()
export class DryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return headerOf(context, 'x-weather') !== 'rain';
  }
}

/** Writes a header around the handler, and says what came out of it. */
@Injectable()
export class StampInterceptor implements NestInterceptor {
  constructor(private readonly log: Logbook) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    context.switchToHttp().getResponse<FastifyReply>().header('x-stamp', context.getHandler().name);
    return next.handle().pipe(
      map((result: unknown) => {
        this.log.lines.push(`interceptor ${context.getHandler().name} ${Object.keys(result ?? {}).join()}`);
        return result;
      }),
    );
  }
}

/** Answers one failure in its own way, and leaves the others alone. */
@Catch(DomainError)
export class TeapotFilter implements ExceptionFilter<DomainError> {
  catch(error: DomainError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(418).type('text/plain').send(`teapot: ${error.code}`);
  }
}

/** Trims texts of a body, as a pipe in front of the validation does. */
@Injectable()
export class TrimPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (typeof value !== 'object' || value === null || metadata.type !== 'custom') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, typeof one === 'string' ? one.trim() : one]),
    );
  }
}

function headerOf(context: ExecutionContext, name: string): unknown {
  return context.switchToHttp().getRequest<FastifyRequest>().headers[name];
}
