/** What surrounds Afterword, on one machine: a tenant of Microsoft 365 with its mail flow, its sign-in and its admin interface. */
@NullMarked
package org.afterword.simulator;

import org.jspecify.annotations.NullMarked;
