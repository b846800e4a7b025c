/** Tests of certificates and keys in files. */
@NullMarked
package org.afterword.process.certificate;

import org.jspecify.annotations.NullMarked;
