import { backend_util } from '@tensorflow/tfjs-core';
import type { KernelCall } from './heap.js';

export type Convolution = ReturnType<typeof backend_util.computeConv2DInfo>;

/**
 * Sizes, strides and padding of a convolution, from the attributes of either of its gradients. The output's size
 * is that of dy: the engine does not say how the forward pass rounded it.
 */
export function convolutionOf(
  { attrs }: KernelCall,
  inputShape: readonly number[],
  filterShape: readonly number[],
  dyShape: readonly number[],
): Convolution {
  const { strides, pad, dataFormat } = attrs as unknown as Attributes;
  if (dataFormat !== 'NHWC')
    throw new Error(`gradients of convolutions take the format NHWC, got ${dataFormat}`);
  const sizes = backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    1,
    pad,
    'floor',
    false,
    'channelsLast',
  );
  return { ...sizes, outHeight: dyShape[1], outWidth: dyShape[2] };
}

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
  readonly dataFormat: string;
}

/**
 * Visits every pair of output position and input pixel that meet in filter cell (row, column), padding left
 * out. `visit` gets the offset of the pixel's first channel and the index of the position.
 */
export function eachTap(
  c: Convolution,
  row: number,
  column: number,
  visit: (pixel: number, position: number) => void,
): void {
  for (let image = 0; image < c.batchSize; image++)
    for (let y = 0; y < c.outHeight; y++) {
      const inY = y * c.strideHeight + row - c.padInfo.top;
      if (inY < 0 || inY >= c.inHeight) continue;
      for (let x = 0; x < c.outWidth; x++) {
        const inX = x * c.strideWidth + column - c.padInfo.left;
        if (inX < 0 || inX >= c.inWidth) continue;
        visit(
          ((image * c.inHeight + inY) * c.inWidth + inX) * c.inChannels,
          (image * c.outHeight + y) * c.outWidth + x,
        );
      }
    }
}
