"""Words that a person in the field would name a group of papers by.

They weigh in the choice of labels (see `themes.py`): a theme is named by one of them where its
papers share it, as it is written here, and by another term where they share that more strongly.
"""

SUBJECTS = (
    "video", "video generation", "video understanding", "images", "image generation",
    "image editing", "text-to-image", "text-to-video", "world models", "3D", "4D",
    "Gaussian splatting", "spatial intelligence", "spatial reasoning",
    "robots", "robotic manipulation", "embodied", "vision-language-action",
    "vision-language-action models",
    "autonomous driving", "navigation", "simulation", "agents", "agent skills",
    "multi-agent systems",
    "tool use", "GUI agents", "computer use", "web agents", "mobile agents", "coding agents",
    "software engineering", "code", "code generation", "deep research", "retrieval",
    "retrieval-augmented generation", "recommendation", "memory", "long context", "reasoning",
    "mathematical reasoning", "math", "theorem proving", "chain-of-thought", "speech", "audio",
    "music", "text-to-speech", "speech recognition", "translation", "multilingual", "documents",
    "OCR", "knowledge graphs", "medicine", "clinical", "biology", "proteins", "molecules",
    "chemistry", "scientific discovery", "physics", "time series", "finance",
    "education", "safety", "jailbreak", "hallucination", "privacy", "watermarks",
    "personalization", "dialogue", "games", "human motion", "avatars", "animation", "camera",
    "segmentation", "object detection", "tracking", "virtual try-on",
    "vision-language models", "visual reasoning", "omnimodal", "weather", "remote sensing",
)  # fmt: skip
"""What papers are on."""

MEANS = (
    "reinforcement learning", "diffusion", "diffusion models", "diffusion language models",
    "flow matching", "autoregressive generation", "attention", "sparse attention",
    "mixture-of-experts", "quantization", "pruning", "speculative decoding", "KV cache",
    "reward models", "rewards", "self-distillation",
    "model merging", "scaling laws", "continual learning", "self-evolution", "test-time scaling",
    "test-time training", "synthetic data", "data selection", "LLM-as-a-judge",
    "interpretability", "multimodal language models", "federated learning",
)  # fmt: skip
"""How they go about it: said only where no subject is shared as much."""
