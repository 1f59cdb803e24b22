/** Reading and writing from a screen: cached reads, cursor lists, and commands that are sent once whatever the network does. */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { newKey, request, type ApiError, type Method, type Query } from './client.ts';

interface ReadOptions {
  readonly enabled?: boolean;
  /** Ask again this often, in milliseconds; false stops. */
  readonly every?: number | false;
}

export const useGet = <T>(path: string, query: Query = {}, options: ReadOptions = {}): UseQueryResult<T, ApiError> =>
  useQuery<T, ApiError>({
    queryKey: [path, query],
    queryFn: ({ signal }) => request<T>('GET', path, { query, signal }),
    enabled: options.enabled ?? true,
    refetchInterval: options.every ?? false,
    placeholderData: keepPreviousData,
  });

export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}
export interface List<T, P extends Page<T> = Page<T>> {
  /** The first page, with whatever else the answer says about the whole. */
  readonly first: P | undefined;
  readonly items: readonly T[] | undefined;
  readonly error: ApiError | null;
  readonly loading: boolean;
  readonly refreshing: boolean;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  more(): void;
  again(): void;
}

/** A list read page by page; `items` holds all pages read so far. */
export function useList<T, P extends Page<T> = Page<T>>(path: string, query: Query = {}, enabled = true): List<T, P> {
  const result = useInfiniteQuery<P, ApiError, { pages: P[] }, unknown[], string | null>({
    queryKey: [path, query, 'list'],
    queryFn: ({ pageParam, signal }) => request<P>('GET', path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    enabled,
  });
  return {
    first: result.data?.pages[0],
    items: result.data?.pages.flatMap((page) => page.items),
    error: result.error,
    loading: result.isPending,
    refreshing: result.isFetching && !result.isFetchingNextPage && !result.isPending,
    hasMore: result.hasNextPage,
    loadingMore: result.isFetchingNextPage,
    more: () => void result.fetchNextPage(),
    again: () => void result.refetch(),
  };
}

export interface Order {
  readonly method: Exclude<Method, 'GET'>;
  readonly path: string;
  readonly body?: unknown;
  readonly form?: FormData;
}

/** Which order this is, so that a second try of it is known as the same. */
function nameOf({ method, path, body, form }: Order): string {
  const sent = form
    ? [...form.values()].map((part) =>
        typeof part === 'string' ? part : `${part.name} ${part.size} ${part.lastModified}`,
      )
    : body;
  return `${method} ${path} ${JSON.stringify(sent) ?? ''}`;
}

/**
 * A command. The idempotency key stays the same while the same order is tried again, so pressing the button after a lost
 * connection cannot book twice. Every success makes all reads fresh: one write may move many numbers.
 */
export function useCommand<T = unknown, I = void>(
  order: (input: I) => Order,
  onDone?: (answer: T, input: I) => void,
): UseMutationResult<T, ApiError, I> {
  const client = useQueryClient();
  const intent = useRef({ key: newKey(), what: '' });
  return useMutation<T, ApiError, I>({
    mutationFn: async (input) => {
      const wanted = order(input);
      const { method, path, body, form } = wanted;
      const what = nameOf(wanted);
      if (intent.current.what !== what) intent.current = { key: newKey(), what };
      const answer = await request<T>(method, path, {
        idempotencyKey: intent.current.key,
        ...(body === undefined ? {} : { body }),
        ...(form === undefined ? {} : { form }),
      });
      intent.current = { key: newKey(), what: '' };
      return answer;
    },
    onSuccess: async (answer, input) => {
      onDone?.(answer, input);
      await client.invalidateQueries();
    },
  });
}

/** A question that needs a body but changes nothing, asked again when the body changes. */
export const useAsk = <T>(path: string, body: unknown, enabled: boolean): UseQueryResult<T, ApiError> =>
  useQuery<T, ApiError>({
    queryKey: [path, body],
    queryFn: ({ signal }) => request<T>('POST', path, { body, signal }),
    enabled,
    placeholderData: keepPreviousData,
  });
