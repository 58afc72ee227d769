//! A tracker that lives in somebody's service.

mod recording;
