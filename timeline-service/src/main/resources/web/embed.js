// Tells the page around how high this one is, so that it can give the frame that height.
new ResizeObserver(() => {
  parent.postMessage({ type: 'annals:height', height: document.documentElement.offsetHeight }, '*');
}).observe(document.documentElement);
