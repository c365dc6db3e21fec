// Sees WebRTC's coded frames before they are decoded: reads each one's capture stamp, and lets all pass as they are.

import { readStamp } from "./sei.js";

onrtctransform = ({ transformer }) => {
  const look = new TransformStream({
    transform(frame, controller) {
      const stamp = readStamp(new Uint8Array(frame.data));
      if (stamp) postMessage({ rtpTimestamp: frame.getMetadata().rtpTimestamp, utcMs: stamp.utcMs });
      controller.enqueue(frame);
    },
  });
  transformer.readable.pipeThrough(look).pipeTo(transformer.writable);
};
