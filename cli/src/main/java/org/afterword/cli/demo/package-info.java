/** The demo: a whole stamp and a simulated tenant, with mail of many kinds going round. */
@NullMarked
package org.afterword.cli.demo;

import org.jspecify.annotations.NullMarked;
