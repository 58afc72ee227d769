//! A tracker that lives in somebody's service.

mod equal;
mod feed;
mod news;
mod recording;
