// @ts-nocheck: compiled code, whose types are the interfaces here
/* oxlint-disable */
/* Written by scripts/write-onnx-writer.mjs from proto/onnx-ml.proto of ONNX; do not edit. */
export interface AttributeProto {
  readonly name?: string
  readonly ref_attr_name?: string
  readonly doc_string?: string
  readonly type?: number
  readonly f?: number
  readonly i?: number
  readonly s?: Uint8Array
  readonly t?: TensorProto
  readonly g?: GraphProto
  readonly sparse_tensor?: SparseTensorProto
  readonly tp?: TypeProto
  readonly floats?: readonly number[]
  readonly ints?: readonly number[]
  readonly strings?: readonly Uint8Array[]
  readonly tensors?: readonly TensorProto[]
  readonly graphs?: readonly GraphProto[]
  readonly sparse_tensors?: readonly SparseTensorProto[]
  readonly type_protos?: readonly TypeProto[]
}

export interface ValueInfoProto {
  readonly name?: string
  readonly type?: TypeProto
  readonly doc_string?: string
  readonly metadata_props?: readonly StringStringEntryProto[]
}

export interface NodeProto {
  readonly input?: readonly string[]
  readonly output?: readonly string[]
  readonly name?: string
  readonly op_type?: string
  readonly domain?: string
  readonly overload?: string
  readonly attribute?: readonly AttributeProto[]
  readonly doc_string?: string
  readonly metadata_props?: readonly StringStringEntryProto[]
  readonly device_configurations?: readonly NodeDeviceConfigurationProto[]
}

export interface IntIntListEntryProto {
  readonly key?: number
  readonly value?: readonly number[]
}

export interface NodeDeviceConfigurationProto {
  readonly configuration_id?: string
  readonly sharding_spec?: readonly ShardingSpecProto[]
  readonly pipeline_stage?: number
}

export interface ShardingSpecProto {
  readonly tensor_name?: string
  readonly device?: readonly number[]
  readonly index_to_device_group_map?: readonly IntIntListEntryProto[]
  readonly sharded_dim?: readonly ShardedDimProto[]
}

export interface ShardedDimProto {
  readonly axis?: number
  readonly simple_sharding?: readonly SimpleShardedDimProto[]
}

export interface SimpleShardedDimProto {
  readonly dim_value?: number
  readonly dim_param?: string
  readonly num_shards?: number
}

export interface TrainingInfoProto {
  readonly initialization?: GraphProto
  readonly algorithm?: GraphProto
  readonly initialization_binding?: readonly StringStringEntryProto[]
  readonly update_binding?: readonly StringStringEntryProto[]
}

export interface ModelProto {
  readonly ir_version?: number
  readonly opset_import?: readonly OperatorSetIdProto[]
  readonly producer_name?: string
  readonly producer_version?: string
  readonly domain?: string
  readonly model_version?: number
  readonly doc_string?: string
  readonly graph?: GraphProto
  readonly metadata_props?: readonly StringStringEntryProto[]
  readonly training_info?: readonly TrainingInfoProto[]
  readonly functions?: readonly FunctionProto[]
  readonly configuration?: readonly DeviceConfigurationProto[]
}

export interface DeviceConfigurationProto {
  readonly name?: string
  readonly num_devices?: number
  readonly device?: readonly string[]
}

export interface StringStringEntryProto {
  readonly key?: string
  readonly value?: string
}

export interface TensorAnnotation {
  readonly tensor_name?: string
  readonly quant_parameter_tensor_names?: readonly StringStringEntryProto[]
}

export interface GraphProto {
  readonly node?: readonly NodeProto[]
  readonly name?: string
  readonly initializer?: readonly TensorProto[]
  readonly sparse_initializer?: readonly SparseTensorProto[]
  readonly doc_string?: string
  readonly input?: readonly ValueInfoProto[]
  readonly output?: readonly ValueInfoProto[]
  readonly value_info?: readonly ValueInfoProto[]
  readonly quantization_annotation?: readonly number[]
  readonly metadata_props?: readonly StringStringEntryProto[]
}

export interface TensorProtoSegment {
  readonly begin?: number
  readonly end?: number
}

export interface TensorProto {
  readonly dims?: readonly number[]
  readonly data_type?: number
  readonly segment?: TensorProtoSegment
  readonly float_data?: readonly number[]
  readonly int32_data?: readonly number[]
  readonly string_data?: readonly Uint8Array[]
  readonly int64_data?: readonly number[]
  readonly name?: string
  readonly doc_string?: string
  readonly raw_data?: Uint8Array
  readonly external_data?: readonly StringStringEntryProto[]
  readonly data_location?: number
  readonly double_data?: readonly number[]
  readonly uint64_data?: readonly number[]
  readonly metadata_props?: readonly StringStringEntryProto[]
}

export interface SparseTensorProto {
  readonly values?: TensorProto
  readonly indices?: TensorProto
  readonly dims?: readonly number[]
}

export interface TensorShapeProtoDimension {
  readonly dim_value?: number
  readonly dim_param?: string
  readonly denotation?: string
}

export interface TensorShapeProto {
  readonly dim?: readonly TensorShapeProtoDimension[]
}

export interface TypeProtoTensor {
  readonly elem_type?: number
  readonly shape?: TensorShapeProto
}

export interface TypeProtoSequence {
  readonly elem_type?: TypeProto
}

export interface TypeProtoMap {
  readonly key_type?: number
  readonly value_type?: TypeProto
}

export interface TypeProtoOptional {
  readonly elem_type?: TypeProto
}

export interface TypeProtoSparseTensor {
  readonly elem_type?: number
  readonly shape?: TensorShapeProto
}

export interface TypeProtoOpaque {
  readonly domain?: string
  readonly name?: string
}

export interface TypeProto {
  readonly tensor_type?: TypeProtoTensor
  readonly sequence_type?: TypeProtoSequence
  readonly map_type?: TypeProtoMap
  readonly optional_type?: TypeProtoOptional
  readonly sparse_tensor_type?: TypeProtoSparseTensor
  readonly opaque_type?: TypeProtoOpaque
  readonly denotation?: string
}

export interface OperatorSetIdProto {
  readonly domain?: string
  readonly version?: number
}

export interface FunctionProto {
  readonly name?: string
  readonly input?: readonly string[]
  readonly output?: readonly string[]
  readonly attribute?: readonly string[]
  readonly attribute_proto?: readonly AttributeProto[]
  readonly node?: readonly NodeProto[]
  readonly doc_string?: string
  readonly opset_import?: readonly OperatorSetIdProto[]
  readonly domain?: string
  readonly overload?: string
  readonly value_info?: readonly ValueInfoProto[]
  readonly metadata_props?: readonly StringStringEntryProto[]
}

/* The writer is that of pbf:

Copyright (c) 2026, Mapbox
All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

* Redistributions of source code must retain the above copyright notice, this
  list of conditions and the following disclaimer.

* Redistributions in binary form must reproduce the above copyright notice,
  this list of conditions and the following disclaimer in the documentation
  and/or other materials provided with the distribution.

* Neither the name of pbf nor the names of its
  contributors may be used to endorse or promote products derived from
  this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE. */
var SHIFT_RIGHT_32 = 1 / 4294967296;
typeof TextDecoder === "undefined" || new TextDecoder("utf-8");
var PBF_VARINT = 0;
var PBF_FIXED64 = 1;
var PBF_BYTES = 2;
var PBF_FIXED32 = 5;
var PbfWriter = class {
	/**
	* @param {Uint8Array | ArrayBuffer} [buf]
	*/
	constructor(buf = /* @__PURE__ */ new Uint8Array(16)) {
		this.buf = ArrayBuffer.isView(buf) ? buf : new Uint8Array(buf);
		this.dataView = new DataView(this.buf.buffer, this.buf.byteOffset, this.buf.byteLength);
		this.pos = 0;
		this.length = this.buf.length;
	}
	/**
	* @param {number} tag
	* @param {number} type
	*/
	writeTag(tag, type) {
		this.writeVarint(tag << 3 | type);
	}
	/** @param {number} min */
	realloc(min) {
		let length = this.length || 16;
		while (length < this.pos + min) length *= 2;
		if (length !== this.length) {
			const buf = new Uint8Array(length);
			buf.set(this.buf);
			this.buf = buf;
			this.dataView = new DataView(buf.buffer);
			this.length = length;
		}
	}
	finish() {
		this.length = this.pos;
		this.pos = 0;
		return this.buf.subarray(0, this.length);
	}
	/** @param {number} val */
	writeFixed32(val) {
		this.realloc(4);
		this.dataView.setInt32(this.pos, val, true);
		this.pos += 4;
	}
	/** @param {number} val */
	writeSFixed32(val) {
		this.realloc(4);
		this.dataView.setInt32(this.pos, val, true);
		this.pos += 4;
	}
	/** @param {number} val */
	writeFixed64(val) {
		this.realloc(8);
		this.dataView.setInt32(this.pos, val & -1, true);
		this.dataView.setInt32(this.pos + 4, Math.floor(val * SHIFT_RIGHT_32), true);
		this.pos += 8;
	}
	/** @param {number} val */
	writeSFixed64(val) {
		this.realloc(8);
		this.dataView.setInt32(this.pos, val & -1, true);
		this.dataView.setInt32(this.pos + 4, Math.floor(val * SHIFT_RIGHT_32), true);
		this.pos += 8;
	}
	/** @param {number} val */
	writeVarint(val) {
		val = +val || 0;
		if (val >= 0 && val < 128) {
			if (this.pos >= this.length) this.realloc(1);
			this.buf[this.pos++] = val;
			return;
		}
		if (val > 268435455 || val < 0) {
			writeBigVarint(val, this);
			return;
		}
		this.realloc(4);
		this.buf[this.pos++] = val & 127 | (val > 127 ? 128 : 0);
		if (val <= 127) return;
		this.buf[this.pos++] = (val >>>= 7) & 127 | (val > 127 ? 128 : 0);
		if (val <= 127) return;
		this.buf[this.pos++] = (val >>>= 7) & 127 | (val > 127 ? 128 : 0);
		if (val <= 127) return;
		this.buf[this.pos++] = val >>> 7 & 127;
	}
	/** @param {number} val */
	writeSVarint(val) {
		this.writeVarint(val < 0 ? -val * 2 - 1 : val * 2);
	}
	/** @param {boolean} val */
	writeBoolean(val) {
		this.writeVarint(+val);
	}
	/** @param {string} str */
	writeString(str) {
		str = String(str);
		this.realloc(str.length * 4);
		this.pos++;
		const startPos = this.pos;
		this.pos = writeUtf8(this.buf, str, this.pos);
		const len = this.pos - startPos;
		if (len >= 128) makeRoomForExtraLength(startPos, len, this);
		this.pos = startPos - 1;
		this.writeVarint(len);
		this.pos += len;
	}
	/** @param {number} val */
	writeFloat(val) {
		this.realloc(4);
		this.dataView.setFloat32(this.pos, val, true);
		this.pos += 4;
	}
	/** @param {number} val */
	writeDouble(val) {
		this.realloc(8);
		this.dataView.setFloat64(this.pos, val, true);
		this.pos += 8;
	}
	/** @param {Uint8Array} buffer */
	writeBytes(buffer) {
		const len = buffer.length;
		this.writeVarint(len);
		this.realloc(len);
		this.buf.set(buffer, this.pos);
		this.pos += len;
	}
	/**
	* @template T
	* @param {(obj: T, pbf: PbfWriter) => void} fn
	* @param {T} obj
	*/
	writeRawMessage(fn, obj) {
		this.pos++;
		const startPos = this.pos;
		fn(obj, this);
		const len = this.pos - startPos;
		if (len >= 128) makeRoomForExtraLength(startPos, len, this);
		this.pos = startPos - 1;
		this.writeVarint(len);
		this.pos += len;
	}
	/**
	* @template T
	* @param {number} tag
	* @param {(obj: T, pbf: PbfWriter) => void} fn
	* @param {T} obj
	*/
	writeMessage(tag, fn, obj) {
		this.writeTag(tag, PBF_BYTES);
		this.writeRawMessage(fn, obj);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedVarint(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedVarint, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedSVarint(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedSVarint, arr);
	}
	/**
	* @param {number} tag
	* @param {boolean[]} arr
	*/
	writePackedBoolean(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedBoolean, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedFloat(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedFloat, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedDouble(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedDouble, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedFixed32(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedFixed32, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedSFixed32(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedSFixed32, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedFixed64(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedFixed64, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedSFixed64(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedSFixed64, arr);
	}
	/**
	* @param {number} tag
	* @param {Uint8Array} buffer
	*/
	writeBytesField(tag, buffer) {
		this.writeTag(tag, PBF_BYTES);
		this.writeBytes(buffer);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeFixed32Field(tag, val) {
		this.writeTag(tag, PBF_FIXED32);
		this.writeFixed32(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeSFixed32Field(tag, val) {
		this.writeTag(tag, PBF_FIXED32);
		this.writeSFixed32(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeFixed64Field(tag, val) {
		this.writeTag(tag, PBF_FIXED64);
		this.writeFixed64(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeSFixed64Field(tag, val) {
		this.writeTag(tag, PBF_FIXED64);
		this.writeSFixed64(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeVarintField(tag, val) {
		this.writeTag(tag, PBF_VARINT);
		this.writeVarint(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeSVarintField(tag, val) {
		this.writeTag(tag, PBF_VARINT);
		this.writeSVarint(val);
	}
	/**
	* @param {number} tag
	* @param {string} str
	*/
	writeStringField(tag, str) {
		this.writeTag(tag, PBF_BYTES);
		this.writeString(str);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeFloatField(tag, val) {
		this.writeTag(tag, PBF_FIXED32);
		this.writeFloat(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeDoubleField(tag, val) {
		this.writeTag(tag, PBF_FIXED64);
		this.writeDouble(val);
	}
	/**
	* @param {number} tag
	* @param {boolean} val
	*/
	writeBooleanField(tag, val) {
		this.writeVarintField(tag, +val);
	}
};
/**
* @param {number} val
* @param {PbfWriter} pbf
*/
function writeBigVarint(val, pbf) {
	let low, high;
	if (val >= 0) {
		low = val % 4294967296 | 0;
		high = val / 4294967296 | 0;
	} else {
		low = ~(-val % 4294967296);
		high = ~(-val / 4294967296);
		if (low ^ 4294967295) low = low + 1 | 0;
		else {
			low = 0;
			high = high + 1 | 0;
		}
	}
	if (val >= 0x10000000000000000 || val < -0x10000000000000000) throw new Error("Given varint doesn't fit into 10 bytes");
	pbf.realloc(10);
	writeBigVarintLow(low, high, pbf);
	writeBigVarintHigh(high, pbf);
}
/**
* @param {number} high
* @param {number} low
* @param {PbfWriter} pbf
*/
function writeBigVarintLow(low, high, pbf) {
	pbf.buf[pbf.pos++] = low & 127 | 128;
	low >>>= 7;
	pbf.buf[pbf.pos++] = low & 127 | 128;
	low >>>= 7;
	pbf.buf[pbf.pos++] = low & 127 | 128;
	low >>>= 7;
	pbf.buf[pbf.pos++] = low & 127 | 128;
	low >>>= 7;
	pbf.buf[pbf.pos] = low & 127;
}
/**
* @param {number} high
* @param {PbfWriter} pbf
*/
function writeBigVarintHigh(high, pbf) {
	const lsb = (high & 7) << 4;
	pbf.buf[pbf.pos++] |= lsb | ((high >>>= 3) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127 | ((high >>>= 7) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127 | ((high >>>= 7) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127 | ((high >>>= 7) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127 | ((high >>>= 7) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127;
}
/**
* @param {number} startPos
* @param {number} len
* @param {PbfWriter} pbf
*/
function makeRoomForExtraLength(startPos, len, pbf) {
	const extraLen = len <= 16383 ? 1 : len <= 2097151 ? 2 : len <= 268435455 ? 3 : Math.floor(Math.log(len) / (Math.LN2 * 7));
	pbf.realloc(extraLen);
	pbf.buf.copyWithin(startPos + extraLen, startPos, pbf.pos);
}
/**
* Packed varints often dominate encode time, so write the bytes inline
* through a local buffer pointer rather than calling writeVarint per element,
* falling back to writeVarint only for negatives or near the buffer's end.
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedVarint(arr, pbf) {
	const n = arr.length;
	let buf = pbf.buf, pos = pbf.pos, limit = pbf.length;
	for (let i = 0; i < n; i++) {
		let val = arr[i];
		if (val < 0 || pos + 10 > limit) {
			pbf.pos = pos;
			pbf.writeVarint(val);
			buf = pbf.buf;
			pos = pbf.pos;
			limit = pbf.length;
			continue;
		}
		while (val > 127) {
			buf[pos++] = val % 128 | 128;
			val = Math.floor(val / 128);
		}
		buf[pos++] = val;
	}
	pbf.pos = pos;
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedSVarint(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeSVarint(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedFloat(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeFloat(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedDouble(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeDouble(arr[i]);
}
/**
* @param {boolean[]} arr
* @param {PbfWriter} pbf
*/
function writePackedBoolean(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeBoolean(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedFixed32(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeFixed32(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedSFixed32(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeSFixed32(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedFixed64(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeFixed64(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedSFixed64(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeSFixed64(arr[i]);
}
/**
* @param {Uint8Array} buf
* @param {string} str
* @param {number} pos
*/
function writeUtf8(buf, str, pos) {
	for (let i = 0, c, lead; i < str.length; i++) {
		c = str.charCodeAt(i);
		if (c > 55295 && c < 57344) {
			if (lead) {
				if (c < 56320) {
					buf[pos++] = 239;
					buf[pos++] = 191;
					buf[pos++] = 189;
					lead = c;
					continue;
				} else {
					c = lead - 55296 << 10 | c - 56320 | 65536;
					lead = null;
				}
			} else {
				if (c > 56319 || i + 1 === str.length) {
					buf[pos++] = 239;
					buf[pos++] = 191;
					buf[pos++] = 189;
				} else lead = c;
				continue;
			}
		} else if (lead) {
			buf[pos++] = 239;
			buf[pos++] = 191;
			buf[pos++] = 189;
			lead = null;
		}
		if (c < 128) buf[pos++] = c;
		else {
			if (c < 2048) buf[pos++] = c >> 6 | 192;
			else {
				if (c < 65536) buf[pos++] = c >> 12 | 224;
				else {
					buf[pos++] = c >> 18 | 240;
					buf[pos++] = c >> 12 & 63 | 128;
				}
				buf[pos++] = c >> 6 & 63 | 128;
			}
			buf[pos++] = c & 63 | 128;
		}
	}
	return pos;
}
export const Version = {
	"_START_VERSION": 0,
	"IR_VERSION_2017_10_10": 1,
	"IR_VERSION_2017_10_30": 2,
	"IR_VERSION_2017_11_3": 3,
	"IR_VERSION_2019_1_22": 4,
	"IR_VERSION_2019_3_18": 5,
	"IR_VERSION_2019_9_19": 6,
	"IR_VERSION_2020_5_8": 7,
	"IR_VERSION_2021_7_30": 8,
	"IR_VERSION_2023_5_5": 9,
	"IR_VERSION_2024_3_25": 10,
	"IR_VERSION_2025_05_12": 11,
	"IR_VERSION_2025_08_26": 12,
	"IR_VERSION_2025_11_06": 13,
	"IR_VERSION": 14
};
export const OperatorStatus = {
	"EXPERIMENTAL": 0,
	"STABLE": 1
};
function writeAttributeProto(obj, pbf) {
	if (obj.name) pbf.writeStringField(1, obj.name);
	if (obj.ref_attr_name) pbf.writeStringField(21, obj.ref_attr_name);
	if (obj.doc_string) pbf.writeStringField(13, obj.doc_string);
	if (obj.type) pbf.writeVarintField(20, obj.type);
	if (obj.f) pbf.writeFloatField(2, obj.f);
	if (obj.i) pbf.writeVarintField(3, obj.i);
	if (obj.s != null) pbf.writeBytesField(4, obj.s);
	if (obj.t) pbf.writeMessage(5, writeTensorProto, obj.t);
	if (obj.g) pbf.writeMessage(6, writeGraphProto, obj.g);
	if (obj.sparse_tensor) pbf.writeMessage(22, writeSparseTensorProto, obj.sparse_tensor);
	if (obj.tp) pbf.writeMessage(14, writeTypeProto, obj.tp);
	if (obj.floats) for (const item of obj.floats) pbf.writeFloatField(7, item);
	if (obj.ints) for (const item of obj.ints) pbf.writeVarintField(8, item);
	if (obj.strings) for (const item of obj.strings) pbf.writeBytesField(9, item);
	if (obj.tensors) for (const item of obj.tensors) pbf.writeMessage(10, writeTensorProto, item);
	if (obj.graphs) for (const item of obj.graphs) pbf.writeMessage(11, writeGraphProto, item);
	if (obj.sparse_tensors) for (const item of obj.sparse_tensors) pbf.writeMessage(23, writeSparseTensorProto, item);
	if (obj.type_protos) for (const item of obj.type_protos) pbf.writeMessage(15, writeTypeProto, item);
}
export const AttributeProtoAttributeType = {
	"UNDEFINED": 0,
	"FLOAT": 1,
	"INT": 2,
	"STRING": 3,
	"TENSOR": 4,
	"GRAPH": 5,
	"SPARSE_TENSOR": 11,
	"TYPE_PROTO": 13,
	"FLOATS": 6,
	"INTS": 7,
	"STRINGS": 8,
	"TENSORS": 9,
	"GRAPHS": 10,
	"SPARSE_TENSORS": 12,
	"TYPE_PROTOS": 14
};
function writeValueInfoProto(obj, pbf) {
	if (obj.name) pbf.writeStringField(1, obj.name);
	if (obj.type) pbf.writeMessage(2, writeTypeProto, obj.type);
	if (obj.doc_string) pbf.writeStringField(3, obj.doc_string);
	if (obj.metadata_props) for (const item of obj.metadata_props) pbf.writeMessage(4, writeStringStringEntryProto, item);
}
function writeNodeProto(obj, pbf) {
	if (obj.input) for (const item of obj.input) pbf.writeStringField(1, item);
	if (obj.output) for (const item of obj.output) pbf.writeStringField(2, item);
	if (obj.name) pbf.writeStringField(3, obj.name);
	if (obj.op_type) pbf.writeStringField(4, obj.op_type);
	if (obj.domain) pbf.writeStringField(7, obj.domain);
	if (obj.overload) pbf.writeStringField(8, obj.overload);
	if (obj.attribute) for (const item of obj.attribute) pbf.writeMessage(5, writeAttributeProto, item);
	if (obj.doc_string) pbf.writeStringField(6, obj.doc_string);
	if (obj.metadata_props) for (const item of obj.metadata_props) pbf.writeMessage(9, writeStringStringEntryProto, item);
	if (obj.device_configurations) for (const item of obj.device_configurations) pbf.writeMessage(10, writeNodeDeviceConfigurationProto, item);
}
function writeIntIntListEntryProto(obj, pbf) {
	if (obj.key) pbf.writeVarintField(1, obj.key);
	if (obj.value) for (const item of obj.value) pbf.writeVarintField(2, item);
}
function writeNodeDeviceConfigurationProto(obj, pbf) {
	if (obj.configuration_id) pbf.writeStringField(1, obj.configuration_id);
	if (obj.sharding_spec) for (const item of obj.sharding_spec) pbf.writeMessage(2, writeShardingSpecProto, item);
	if (obj.pipeline_stage) pbf.writeVarintField(3, obj.pipeline_stage);
}
function writeShardingSpecProto(obj, pbf) {
	if (obj.tensor_name) pbf.writeStringField(1, obj.tensor_name);
	if (obj.device) for (const item of obj.device) pbf.writeVarintField(2, item);
	if (obj.index_to_device_group_map) for (const item of obj.index_to_device_group_map) pbf.writeMessage(3, writeIntIntListEntryProto, item);
	if (obj.sharded_dim) for (const item of obj.sharded_dim) pbf.writeMessage(4, writeShardedDimProto, item);
}
function writeShardedDimProto(obj, pbf) {
	if (obj.axis) pbf.writeVarintField(1, obj.axis);
	if (obj.simple_sharding) for (const item of obj.simple_sharding) pbf.writeMessage(2, writeSimpleShardedDimProto, item);
}
function writeSimpleShardedDimProto(obj, pbf) {
	if (obj.dim_value != null) pbf.writeVarintField(1, obj.dim_value);
	if (obj.dim_param != null) pbf.writeStringField(2, obj.dim_param);
	if (obj.num_shards) pbf.writeVarintField(3, obj.num_shards);
}
function writeTrainingInfoProto(obj, pbf) {
	if (obj.initialization) pbf.writeMessage(1, writeGraphProto, obj.initialization);
	if (obj.algorithm) pbf.writeMessage(2, writeGraphProto, obj.algorithm);
	if (obj.initialization_binding) for (const item of obj.initialization_binding) pbf.writeMessage(3, writeStringStringEntryProto, item);
	if (obj.update_binding) for (const item of obj.update_binding) pbf.writeMessage(4, writeStringStringEntryProto, item);
}
function writeModelProto(obj, pbf) {
	if (obj.ir_version) pbf.writeVarintField(1, obj.ir_version);
	if (obj.opset_import) for (const item of obj.opset_import) pbf.writeMessage(8, writeOperatorSetIdProto, item);
	if (obj.producer_name) pbf.writeStringField(2, obj.producer_name);
	if (obj.producer_version) pbf.writeStringField(3, obj.producer_version);
	if (obj.domain) pbf.writeStringField(4, obj.domain);
	if (obj.model_version) pbf.writeVarintField(5, obj.model_version);
	if (obj.doc_string) pbf.writeStringField(6, obj.doc_string);
	if (obj.graph) pbf.writeMessage(7, writeGraphProto, obj.graph);
	if (obj.metadata_props) for (const item of obj.metadata_props) pbf.writeMessage(14, writeStringStringEntryProto, item);
	if (obj.training_info) for (const item of obj.training_info) pbf.writeMessage(20, writeTrainingInfoProto, item);
	if (obj.functions) for (const item of obj.functions) pbf.writeMessage(25, writeFunctionProto, item);
	if (obj.configuration) for (const item of obj.configuration) pbf.writeMessage(26, writeDeviceConfigurationProto, item);
}
function writeDeviceConfigurationProto(obj, pbf) {
	if (obj.name) pbf.writeStringField(1, obj.name);
	if (obj.num_devices) pbf.writeVarintField(2, obj.num_devices);
	if (obj.device) for (const item of obj.device) pbf.writeStringField(3, item);
}
function writeStringStringEntryProto(obj, pbf) {
	if (obj.key) pbf.writeStringField(1, obj.key);
	if (obj.value) pbf.writeStringField(2, obj.value);
}
function writeTensorAnnotation(obj, pbf) {
	if (obj.tensor_name) pbf.writeStringField(1, obj.tensor_name);
	if (obj.quant_parameter_tensor_names) for (const item of obj.quant_parameter_tensor_names) pbf.writeMessage(2, writeStringStringEntryProto, item);
}
function writeGraphProto(obj, pbf) {
	if (obj.node) for (const item of obj.node) pbf.writeMessage(1, writeNodeProto, item);
	if (obj.name) pbf.writeStringField(2, obj.name);
	if (obj.initializer) for (const item of obj.initializer) pbf.writeMessage(5, writeTensorProto, item);
	if (obj.sparse_initializer) for (const item of obj.sparse_initializer) pbf.writeMessage(15, writeSparseTensorProto, item);
	if (obj.doc_string) pbf.writeStringField(10, obj.doc_string);
	if (obj.input) for (const item of obj.input) pbf.writeMessage(11, writeValueInfoProto, item);
	if (obj.output) for (const item of obj.output) pbf.writeMessage(12, writeValueInfoProto, item);
	if (obj.value_info) for (const item of obj.value_info) pbf.writeMessage(13, writeValueInfoProto, item);
	if (obj.quantization_annotation) for (const item of obj.quantization_annotation) pbf.writeMessage(14, writeTensorAnnotation, item);
	if (obj.metadata_props) for (const item of obj.metadata_props) pbf.writeMessage(16, writeStringStringEntryProto, item);
}
function writeTensorProto(obj, pbf) {
	if (obj.dims) for (const item of obj.dims) pbf.writeVarintField(1, item);
	if (obj.data_type) pbf.writeVarintField(2, obj.data_type);
	if (obj.segment) pbf.writeMessage(3, writeTensorProtoSegment, obj.segment);
	if (obj.float_data) pbf.writePackedFloat(4, obj.float_data);
	if (obj.int32_data) pbf.writePackedVarint(5, obj.int32_data);
	if (obj.string_data) for (const item of obj.string_data) pbf.writeBytesField(6, item);
	if (obj.int64_data) pbf.writePackedVarint(7, obj.int64_data);
	if (obj.name) pbf.writeStringField(8, obj.name);
	if (obj.doc_string) pbf.writeStringField(12, obj.doc_string);
	if (obj.raw_data != null) pbf.writeBytesField(9, obj.raw_data);
	if (obj.external_data) for (const item of obj.external_data) pbf.writeMessage(13, writeStringStringEntryProto, item);
	if (obj.data_location) pbf.writeVarintField(14, obj.data_location);
	if (obj.double_data) pbf.writePackedDouble(10, obj.double_data);
	if (obj.uint64_data) pbf.writePackedVarint(11, obj.uint64_data);
	if (obj.metadata_props) for (const item of obj.metadata_props) pbf.writeMessage(16, writeStringStringEntryProto, item);
}
export const TensorProtoDataType = {
	"UNDEFINED": 0,
	"FLOAT": 1,
	"UINT8": 2,
	"INT8": 3,
	"UINT16": 4,
	"INT16": 5,
	"INT32": 6,
	"INT64": 7,
	"STRING": 8,
	"BOOL": 9,
	"FLOAT16": 10,
	"DOUBLE": 11,
	"UINT32": 12,
	"UINT64": 13,
	"COMPLEX64": 14,
	"COMPLEX128": 15,
	"BFLOAT16": 16,
	"FLOAT8E4M3FN": 17,
	"FLOAT8E4M3FNUZ": 18,
	"FLOAT8E5M2": 19,
	"FLOAT8E5M2FNUZ": 20,
	"UINT4": 21,
	"INT4": 22,
	"FLOAT4E2M1": 23,
	"FLOAT8E8M0": 24,
	"UINT2": 25,
	"INT2": 26,
	"FLOAT6E2M3": 27,
	"FLOAT6E3M2": 28
};
export const TensorProtoDataLocation = {
	"DEFAULT": 0,
	"EXTERNAL": 1
};
function writeTensorProtoSegment(obj, pbf) {
	if (obj.begin) pbf.writeVarintField(1, obj.begin);
	if (obj.end) pbf.writeVarintField(2, obj.end);
}
function writeSparseTensorProto(obj, pbf) {
	if (obj.values) pbf.writeMessage(1, writeTensorProto, obj.values);
	if (obj.indices) pbf.writeMessage(2, writeTensorProto, obj.indices);
	if (obj.dims) for (const item of obj.dims) pbf.writeVarintField(3, item);
}
function writeTensorShapeProto(obj, pbf) {
	if (obj.dim) for (const item of obj.dim) pbf.writeMessage(1, writeTensorShapeProtoDimension, item);
}
function writeTensorShapeProtoDimension(obj, pbf) {
	if (obj.dim_value != null) pbf.writeVarintField(1, obj.dim_value);
	if (obj.dim_param != null) pbf.writeStringField(2, obj.dim_param);
	if (obj.denotation) pbf.writeStringField(3, obj.denotation);
}
function writeTypeProto(obj, pbf) {
	if (obj.tensor_type) pbf.writeMessage(1, writeTypeProtoTensor, obj.tensor_type);
	if (obj.sequence_type) pbf.writeMessage(4, writeTypeProtoSequence, obj.sequence_type);
	if (obj.map_type) pbf.writeMessage(5, writeTypeProtoMap, obj.map_type);
	if (obj.optional_type) pbf.writeMessage(9, writeTypeProtoOptional, obj.optional_type);
	if (obj.sparse_tensor_type) pbf.writeMessage(8, writeTypeProtoSparseTensor, obj.sparse_tensor_type);
	if (obj.opaque_type) pbf.writeMessage(7, writeTypeProtoOpaque, obj.opaque_type);
	if (obj.denotation) pbf.writeStringField(6, obj.denotation);
}
function writeTypeProtoTensor(obj, pbf) {
	if (obj.elem_type) pbf.writeVarintField(1, obj.elem_type);
	if (obj.shape) pbf.writeMessage(2, writeTensorShapeProto, obj.shape);
}
function writeTypeProtoSequence(obj, pbf) {
	if (obj.elem_type) pbf.writeMessage(1, writeTypeProto, obj.elem_type);
}
function writeTypeProtoMap(obj, pbf) {
	if (obj.key_type) pbf.writeVarintField(1, obj.key_type);
	if (obj.value_type) pbf.writeMessage(2, writeTypeProto, obj.value_type);
}
function writeTypeProtoOptional(obj, pbf) {
	if (obj.elem_type) pbf.writeMessage(1, writeTypeProto, obj.elem_type);
}
function writeTypeProtoSparseTensor(obj, pbf) {
	if (obj.elem_type) pbf.writeVarintField(1, obj.elem_type);
	if (obj.shape) pbf.writeMessage(2, writeTensorShapeProto, obj.shape);
}
function writeTypeProtoOpaque(obj, pbf) {
	if (obj.domain) pbf.writeStringField(1, obj.domain);
	if (obj.name) pbf.writeStringField(2, obj.name);
}
function writeOperatorSetIdProto(obj, pbf) {
	if (obj.domain) pbf.writeStringField(1, obj.domain);
	if (obj.version) pbf.writeVarintField(2, obj.version);
}
function writeFunctionProto(obj, pbf) {
	if (obj.name) pbf.writeStringField(1, obj.name);
	if (obj.input) for (const item of obj.input) pbf.writeStringField(4, item);
	if (obj.output) for (const item of obj.output) pbf.writeStringField(5, item);
	if (obj.attribute) for (const item of obj.attribute) pbf.writeStringField(6, item);
	if (obj.attribute_proto) for (const item of obj.attribute_proto) pbf.writeMessage(11, writeAttributeProto, item);
	if (obj.node) for (const item of obj.node) pbf.writeMessage(7, writeNodeProto, item);
	if (obj.doc_string) pbf.writeStringField(8, obj.doc_string);
	if (obj.opset_import) for (const item of obj.opset_import) pbf.writeMessage(9, writeOperatorSetIdProto, item);
	if (obj.domain) pbf.writeStringField(10, obj.domain);
	if (obj.overload) pbf.writeStringField(13, obj.overload);
	if (obj.value_info) for (const item of obj.value_info) pbf.writeMessage(12, writeValueInfoProto, item);
	if (obj.metadata_props) for (const item of obj.metadata_props) pbf.writeMessage(14, writeStringStringEntryProto, item);
}
export function encodeModel(model: ModelProto): Uint8Array {
	const writer = new PbfWriter();
	writeModelProto(model, writer);
	return writer.finish();
}
